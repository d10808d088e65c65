# What libtcc links executables with: see tcc_object.lds.
set(KRAIT_TCC_OBJECT ${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/krait_tcc.o)
add_custom_command(
  OUTPUT ${KRAIT_TCC_OBJECT}
  COMMAND ${CMAKE_LINKER} -r -T ${CMAKE_SOURCE_DIR}/cmake/tcc_object.lds -o ${KRAIT_TCC_OBJECT}
          --whole-archive $<TARGET_FILE:krait_runtime> $<TARGET_FILE:krait_frontend> $<TARGET_FILE:krait_ir>
  COMMAND ${CMAKE_STRIP} --strip-debug ${KRAIT_TCC_OBJECT}
  DEPENDS krait_runtime krait_frontend krait_ir ${CMAKE_SOURCE_DIR}/cmake/tcc_object.lds
  VERBATIM)
add_custom_target(krait_tcc_object ALL DEPENDS ${KRAIT_TCC_OBJECT})
install(FILES ${KRAIT_TCC_OBJECT} DESTINATION lib/krait)
