# A relocatable tree: bin/krait, lib/krait/*.a, include/krait/*.
include(GNUInstallDirs)
install(TARGETS krait RUNTIME DESTINATION bin)
install(TARGETS krait_runtime krait_frontend krait_ir ARCHIVE DESTINATION lib/krait)
install(DIRECTORY runtime/ DESTINATION include/krait/runtime FILES_MATCHING PATTERN "*.h" PATTERN "*.def" PATTERN "*.ld")
install(DIRECTORY ir/ DESTINATION include/krait/ir FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
