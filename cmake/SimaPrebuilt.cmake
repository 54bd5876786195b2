# Installs the Python module and its program from another build folder, as that build
# would; the targets have the names of a build's, and do nothing.
if(NOT EXISTS ${SIMA_PREBUILT}/cmake_install.cmake)
  message(FATAL_ERROR "SIMA_PREBUILT: ${SIMA_PREBUILT} is no finished build; run ./run build")
endif()
add_custom_target(sima-python)
add_custom_target(sima-a65-host)
install(CODE "execute_process(COMMAND \"${CMAKE_COMMAND}\" --install \"${SIMA_PREBUILT}\" --component python
  --prefix \"\${CMAKE_INSTALL_PREFIX}\" COMMAND_ERROR_IS_FATAL ANY)" COMPONENT python)
