package specimens

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// TestLostRearm: the alarm manager drops an alarm whose handler has succeeded. An alarm that another event sets while
// that success is not yet durable must not rest on what the manager is about to drop: a crash just behind its commit
// would leave it in the object alone, where nobody fires it, and a multiplexer that finds it set would trust it (field
// report, section 9: a lost re-arm, recovered by luck). The sweep found this in seed 7158; the platform must not do it.
func TestLostRearm(t *testing.T) {
	scenario := func(t *testing.T, mux string) *bench {
		p := platform.Ideal()
		p.Commit, p.AlarmHop = fault.Const(10*time.Millisecond), fault.Const(2*time.Millisecond)
		b := open(t, mux, setting{profile: p})
		b.after(5*second, "one")
		b.pass(5*second - b.Elapsed() + 4*time.Millisecond) // The handler has run, its commit is under way.
		b.Go("client", func() {                             // Its reply is lost in the crash.
			_ = b.try(func(o *Object) error { return o.Schedule(2*second, "two") })
		})
		b.pass(9 * time.Millisecond)
		crash := b.setFaults("commit.durable times=1 crash")
		b.pass(time.Hour)
		require.Equal(t, 1, crash.Struck()[0])
		require.Equal(t, 1, b.runs("one"))
		return b
	}
	for _, mux := range []string{Agents, Lumenize2026, Dolab, Native} {
		b := scenario(t, mux)
		require.Equal(t, []string{"one", "two"}, b.ran(), mux)
	}
}
