import support.circ_a
