import support.bad_syntax
