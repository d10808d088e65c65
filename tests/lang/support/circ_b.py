from support.circ_a import a
