# Helpers that every CMakeLists.txt of the project uses.
#
#   sima_add_library(<Name> [MLIR] SOURCES ... [LINK ...] [DEPENDS ...])
#   sima_add_tool(<name> [MLIR] SOURCES ... [LINK ...])
#   sima_add_unittest(<name> [MLIR] SOURCES ... [LINK ...])
#
# MLIR: the target includes MLIR headers; it links the shared libMLIR and shares
# one precompiled header. Without it a target links the shared libLLVM alone.
# Generated headers: a dialect's CMakeLists adds its TableGen targets to
# `sima-headers`; every MLIR target is built after it.

define_property(GLOBAL PROPERTY SIMA_UNITTESTS BRIEF_DOCS "unit test executables")

function(_sima_configure target is_mlir)
  if(is_mlir)
    target_link_libraries(${target} PUBLIC MLIR LLVM)
    add_dependencies(${target} sima-headers)
    # The header is compiled as PIC; an executable has to be as well.
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "EXECUTABLE")
      set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
      target_compile_options(${target} PRIVATE -fPIC)
    endif()
    target_precompile_headers(${target} REUSE_FROM SimaPCH)
  else()
    target_link_libraries(${target} PUBLIC LLVM)
  endif()
endfunction()

# One precompiled header for everything that includes MLIR.
file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp.in "")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch.cpp CONTENT "// anchor of the precompiled header\n")
add_library(SimaPCH STATIC ${CMAKE_BINARY_DIR}/pch.cpp)
target_precompile_headers(SimaPCH PRIVATE
  <mlir/Dialect/Func/IR/FuncOps.h>
  <mlir/Dialect/Quant/QuantOps.h>
  <mlir/Dialect/Quant/QuantTypes.h>
  <mlir/IR/Builders.h>
  <mlir/IR/BuiltinOps.h>
  <mlir/IR/BuiltinTypes.h>
  <mlir/IR/DialectImplementation.h>
  <mlir/IR/PatternMatch.h>
  <mlir/Pass/Pass.h>
  <llvm/ADT/StringExtras.h>
  <llvm/ADT/TypeSwitch.h>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # ccache can only share objects built from a PCH without time stamps.
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()

function(sima_add_library name)
  cmake_parse_arguments(ARG "MLIR" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  _sima_configure(${name} "${ARG_MLIR}")
  if(ARG_LINK)
    target_link_libraries(${name} PUBLIC ${ARG_LINK})
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

function(sima_add_tool name)
  cmake_parse_arguments(ARG "MLIR" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  _sima_configure(${name} "${ARG_MLIR}")
  if(ARG_LINK)
    target_link_libraries(${name} PRIVATE ${ARG_LINK})
  endif()
endfunction()

function(sima_add_unittest name)
  cmake_parse_arguments(ARG "MLIR" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  _sima_configure(${name} "${ARG_MLIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/unittests)
  set_property(GLOBAL APPEND PROPERTY SIMA_UNITTESTS ${name})
endfunction()
