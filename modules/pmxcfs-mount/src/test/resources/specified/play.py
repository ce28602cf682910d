#!/usr/bin/env python3
"""Plays a session of mountdrive.py on a mount:

  play.py MOUNT SESSION OUT           with the machine's clock, without waits for what a kernel may not keep
  play.py MOUNT SESSION OUT SECONDS   with a clock that stands at so many seconds since 1970, and goes on when the
                                      session sleeps for long: it says "sleep SECONDS" and waits for a line until the others'
                                      clocks have gone on as well

Besides the sessions that mountdrive.py calls by name, it plays those that are in it without a recording. What they give
by the document is in the files beside this one.
"""
import os, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'recorded'))
sys.dont_write_bytecode = True
import mountdrive

SPECIFIED = {'51-handles': mountdrive.handles, '52-names': mountdrive.names, '53-rare': mountdrive.rare,
             '54-guests': mountdrive.guestcorner, '55-pieces': mountdrive.pieces, '56-concurrent': mountdrive.concurrent,
             '57-lock-protocol': mountdrive.lockproto, '58-links': mountdrive.links, '59-other-users': mountdrive.other,
             '60-order': mountdrive.order}

class FreshClock:
    """The machine's, but nobody waits for texts and attributes of built-in files that a kernel keeps for a second: of C
    pmxcfs's mount it does, and of this one it must not."""
    def time(self):
        return time.time()

    def sleep(self, seconds):
        if seconds not in (1.1, 1.15, 1.2):
            time.sleep(seconds)

class StandingClock:
    def __init__(self, seconds):
        self.seconds = seconds

    def time(self):
        return self.seconds

    def sleep(self, seconds):
        if seconds < 2:                                     # for what the kernel keeps, by its own clock
            time.sleep(seconds)
            return
        seconds = round(seconds)
        print('sleep', seconds, flush=True)
        sys.stdin.readline()
        self.seconds += seconds

mount, session, out = sys.argv[1:4]
mountdrive.time = StandingClock(int(sys.argv[4])) if len(sys.argv) > 4 else FreshClock()
for name, play in SPECIFIED.items():
    mountdrive.SCRIPTS[name] = (play, 'specified', 'any')
with open(out, 'w') as f:
    mountdrive.run(mount, session, f)
