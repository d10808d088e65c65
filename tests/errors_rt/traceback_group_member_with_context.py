# A group's box is closed after its last member, also when a group came before that as its context.
def members_in_turn():
    try:
        raise ExceptionGroup("first", [ValueError(1), TypeError(2)])
    except* TypeError:
        raise KeyError(1)
    except* ValueError:
        raise KeyError(2)


members_in_turn()
