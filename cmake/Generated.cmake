# Sources made at build time from data packages (character tables).
set(KRAIT_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${KRAIT_GENERATED})
include_directories(${KRAIT_GENERATED})
