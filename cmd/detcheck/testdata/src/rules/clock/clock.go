// Package clock shows the ways to the machine's clock.
package clock

import (
	"context"
	"time"
	clk "time"
)

type ticking struct {
	now func() time.Time
}

func calls() time.Duration {
	time.Sleep(time.Second)        // want `time.Sleep waits for the machine's clock: use World.After, or World.Sleep in a coroutine \(clock\)`
	return time.Since(time.Time{}) // want `time.Since leaks the machine's clock into a world: use World.Now \(clock\)`
}

func references() ticking {
	f := time.Now // want `time.Now leaks`
	_ = f
	return ticking{now: clk.Now} // want `time.Now leaks`
}

func deferred() {
	defer time.Sleep(1) // want `time.Sleep waits`
	func() {
		<-clk.After(1) // want `time.After waits` `a channel receive`
	}()
}

func deadlines(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second) // want `context.WithTimeout is counted on the machine's clock: use Stub.WithTimeout, or State.WithTimeout in an object`
	defer cancel()
	_, cancel = context.WithCancel(ctx)
	cancel()
}

// Now is a name like any other, and so is a shadowed package.
func (t ticking) Now() time.Time { return t.now() }

func free(t ticking) (time.Time, time.Duration) {
	time := t
	return time.Now(), clk.Duration(3) * clk.Second
}

func arithmetic(t time.Time) time.Time {
	return t.Add(time.Hour).Truncate(time.Minute)
}
