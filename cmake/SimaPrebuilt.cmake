# Installs the Python module and its program from another build folder; the targets
# have the names of a build's, and do nothing.
file(GLOB module ${SIMA_PREBUILT}/python/afe/_sima.*)
if(NOT module)
  message(FATAL_ERROR "SIMA_PREBUILT: ${SIMA_PREBUILT} has no python/afe/_sima.*; run ./run build")
endif()
add_custom_target(sima-python)
add_custom_target(sima-a65-host)
install(PROGRAMS ${module} ${SIMA_PREBUILT}/bin/sima-a65-host DESTINATION afe COMPONENT python)
