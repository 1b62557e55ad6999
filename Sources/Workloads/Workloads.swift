// Operations, generators, traces and the replay.
