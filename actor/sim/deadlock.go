package sim

import (
	"fmt"
	"strings"
	"time"

	"dolab/actor"
)

// DeadlockError says that nothing can run any more although coroutines wait.
type DeadlockError struct {
	At    time.Duration // the world's time
	Waits []actor.Wait  // in the order in which their coroutines were first used
}

func (d *DeadlockError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "deadlock at %v: nothing can run", d.At)
	for _, x := range d.Waits {
		fmt.Fprintf(&b, "\n  %s waits since %v for %s", x.Who, x.Since, x.What)
		if x.Whom != "" {
			fmt.Fprintf(&b, " (%s)", x.Whom)
		}
	}
	return b.String()
}

func deadlock(w *actor.World) *DeadlockError {
	d := &DeadlockError{At: w.Elapsed(), Waits: w.Waits()}
	w.Trace(actor.Event{Kind: "deadlock", N: int64(len(d.Waits))})
	return d
}
