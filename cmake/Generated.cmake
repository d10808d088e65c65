# Sources made at build time: character tables from data packages, and a digest of what decides what code becomes.
set(KRAIT_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${KRAIT_GENERATED})
include_directories(${KRAIT_GENERATED})

set(KRAIT_UNICODE_DATA /usr/share/unicode CACHE PATH "Folder of the Unicode Character Database (version 14 or 15)")
set(unicode_headers ${KRAIT_GENERATED}/unicode_tables.h ${KRAIT_GENERATED}/unicode_names.h)
add_executable(gen_unicode EXCLUDE_FROM_ALL tools/unicode/gen_unicode.c tools/unicode/gen_names.c)
add_custom_command(OUTPUT ${unicode_headers}
  COMMAND ${CMAKE_COMMAND} -E env ASAN_OPTIONS=detect_leaks=0 $<TARGET_FILE:gen_unicode> ${KRAIT_UNICODE_DATA} ${unicode_headers}
  DEPENDS gen_unicode COMMENT "Making the character tables")
add_custom_target(unicode_tables DEPENDS ${unicode_headers})
set_source_files_properties(ir/unicode.c ir/unicode_normalize.c PROPERTIES OBJECT_DEPENDS ${KRAIT_GENERATED}/unicode_tables.h)
set_source_files_properties(ir/unicode_names.c PROPERTIES OBJECT_DEPENDS ${KRAIT_GENERATED}/unicode_names.h)

# Code that other sources of the compiler wrote is not for this build (ir/krc.c).
set(digest_header ${KRAIT_GENERATED}/source_digest.h)
file(GLOB digest_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/ir/*.[chd]* ${CMAKE_SOURCE_DIR}/frontend/*.[chd]*)
add_custom_command(OUTPUT ${digest_header}
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} "-DFOLDERS=ir$<SEMICOLON>frontend" -DOUTPUT=${digest_header}
          -P ${CMAKE_SOURCE_DIR}/cmake/source_digest.cmake
  DEPENDS ${digest_sources} ${CMAKE_SOURCE_DIR}/cmake/source_digest.cmake
  COMMENT "Digest of the compiler's sources" VERBATIM)
set_source_files_properties(ir/krc.c PROPERTIES OBJECT_DEPENDS ${digest_header})
