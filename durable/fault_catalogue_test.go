package durable_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// seen is what a run of the standard scenario shows: of errors those that callers got, of the rest the lines.
type seen struct {
	errs   []*platform.Error
	lines  []string
	struck []int
}

// has counts the lines that contain a text.
func (s seen) has(text string) (n int) {
	for _, line := range s.lines {
		if strings.Contains(line, text) {
			n++
		}
	}
	return n
}

// stage is the standard scenario: clients, sockets and an alarm around the objects a, b and s.
type stage struct {
	w   *durabletest.World
	ns  *durable.Namespace
	out seen
}

func (x *stage) line(format string, args ...any) {
	x.out.lines = append(x.out.lines, fmt.Sprintf(format, args...))
}

// call lets a client call an object, after a while from the beginning.
func (x *stage) call(at time.Duration, who string, s *durable.Stub, method, script string) {
	x.w.Go(who, func() {
		x.w.Sleep(at)
		got, err := durable.Call[string](s, method, script)
		var e *platform.Error
		if errors.As(err, &e) {
			x.out.errs = append(x.out.errs, e)
		}
		x.line("%s: %q %v", who, got, err)
	})
}

// socket lets a client send an object two messages.
func (x *stage) socket(at time.Duration, who, object string) {
	x.w.Go(who, func() {
		x.w.Sleep(at)
		sock, err := x.ns.GetByName(object).Dial(durable.NewRequest("http://x/"))
		if err != nil {
			x.line("%s: %v", who, err)
			return
		}
		for _, script := range []string{"say one", "call b get x"} {
			m := durable.Message{}
			if err = sock.SendText(script); err == nil {
				m, err = sock.ReceiveTimeout(40 * time.Second)
			}
			x.line("%s: %q %v", who, m.Text, err)
			if err != nil {
				return
			}
			x.w.Sleep(time.Second)
		}
	})
}

// perform runs the scenario under faults.
func perform(t *testing.T, faults ...string) seen {
	p, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	profile := platform.Ideal()
	profile.ClientHop, profile.ObjectHop = fault.Const(time.Millisecond), fault.Const(time.Millisecond)
	profile.Commit, profile.AlarmHop = fault.Const(10*time.Millisecond), fault.Const(2*time.Millisecond)
	profile.CPUMax, profile.MemoryMax = 30*time.Second, 128<<20
	profile.QueueMax, profile.QueueBytesMax, profile.RateMax = 50, 1000, 120
	profile.QueueAgeMax = 800 * time.Millisecond
	var trace bytes.Buffer
	x := &stage{}
	x.w = durabletest.New(t, durabletest.Profile(profile), durabletest.Objects(durable.WithFaults(p)),
		durabletest.WorldOptions(sim.Options{Trace: &trace, Chooser: sim.Seed(1)}))
	x.ns = x.w.Namespace(durable.Class{Name: "Obj", New: newSubject, Next: newRenewed, Isolate: "one"})
	a, b := x.ns.GetByName("a"), x.ns.GetByName("b")
	x.call(0, "first", a, "Run", "put n 1|put k 1")
	x.call(time.Second, "slow", x.ns.GetByName("a"), "Run", "inc n|sleep 5s|put done 1|say done")
	x.call(1500*time.Millisecond, "quick", x.ns.GetByName("a"), "Run", "get n")
	x.call(2*time.Second, "b", b, "Run", "put x 1")
	x.call(2500*time.Millisecond, "old stub", a, "Run", "get n")
	x.call(3*time.Second, "legacy", x.ns.GetByName("b"), "Legacy", "")
	x.socket(10*time.Second, "socket", "s")
	x.call(60*time.Second, "arming", x.ns.GetByName("c"), "Run", "on-alarm say rung&call b get x|alarm 60s")
	x.call(61*time.Second, "earlier", x.ns.GetByName("c"), "Run", "alarm 20s")
	x.call(10*time.Minute, "block", x.ns.GetByName("a"), "Run", "block call b get x")
	x.call(11*time.Minute, "wipe", x.ns.GetByName("a"), "Run", "deleteall")
	x.call(12*time.Minute, "big", x.ns.GetByName("a"), "Run", "fill big 30000")
	x.w.Advance(time.Hour)
	v, err := x.w.Objects.Look(x.ns.GetByName("c"))
	require.NoError(t, err)
	x.line("alarm set %t managed %t", !v.Alarm.IsZero(), !v.Managed.IsZero())
	x.out.lines = append(x.out.lines, strings.Split(trace.String(), "\n")...)
	x.out.struck = p.Struck()
	return x.out
}

// shows says of the rows without an error's text, and of some faults of others, what is to be seen of them; of one of
// several faults of a row it is kept under the row's code and the fault.
var shows = map[string]func(s seen) bool{
	"L20":  func(s seen) bool { return s.has(`slow: "" cannot access storage`) == 1 && s.has(`"ev":"double"`) == 1 },
	"L21":  func(s seen) bool { return s.has(`"note":"fault"`) == 1 },
	"L22":  func(s seen) bool { return s.has(`socket: "2: b said`) == 1 },
	"L23":  func(s seen) bool { return s.has("retryCount 0, isRetry false") == 2 && s.has("rung") == 2 },
	"L24":  func(s seen) bool { return s.has(`"t":141001,"ev":"turn","who":"Obj/c"`) == 1 },
	"L25":  func(s seen) bool { return s.has("retryCount 0, isRetry false") == 2 },
	"L26":  func(s seen) bool { return s.has("alarm.abandon") == 1 },
	"L27":  func(s seen) bool { return s.has("alarm.cancel") == 1 && s.has("rung") == 1 },
	"L28":  func(s seen) bool { return s.has("code was updated") >= 3 && s.has(`old stub: "" Dur`) == 1 },
	"L30":  func(s seen) bool { return s.has("quick: ") == 0 && s.has(`"note":"n=2"`) == 2 },
	"L35":  func(s seen) bool { return s.has(`b: "" Network`) == 1 && s.has(`quick: "n=2"`) == 1 },
	"L36":  func(s seen) bool { return s.has(`quick: "n=1"`) == 1 },
	"L37":  func(s seen) bool { return s.has(`quick: "n=3"`) == 1 },
	"L39":  func(s seen) bool { return s.has("Alarm exceeded its allowed execution time") > 0 },
	"L40":  func(s seen) bool { return s.has("Actor exceeded event execution time and was disconnected.") > 0 },
	"L43":  func(s seen) bool { return s.has(`slow: "" Durable Object's isolate`) == 1 },
	"L46":  func(s seen) bool { return s.has(`slow: "" Network`) == 1 && s.has(`quick: "n=2"`) == 1 },
	"L16":  func(s seen) bool { return s.has("Durable Object connection closed because the object was reset.") > 0 },
	"L17":  func(s seen) bool { return s.has("WebSocket disconnected without sending Close frame.") > 0 },
	"L12b": nil,

	"L1 stub.deliver nth=2 error=L1": func(s seen) bool {
		return s.has(`slow: "" Network`) == 1 && s.has(`"who":"Obj/a","note":"done"`) == 1
	},
	"L1 link Obj/a nth=3 partition=100ms": func(s seen) bool { return s.has(`slow: "" Network`) == 1 && s.has("partition.over") == 1 },
	"L17 socket nth=2 break=neither": func(s seen) bool {
		return s.has("socket: \"\" no answer in time") == 1 && s.has("sent Close frame") == 0
	},
	"L17 link nth=1 if=socket partition=5s": func(s seen) bool {
		return s.has(`socket: "" websocket closed: 1006`) == 1 && s.has(`"note":"socket closed: 1006`) == 1
	},
}

// TestCatalogue runs the standard scenario with each fault of each row: what the row says is to be seen, and without
// the fault it is not.
func TestCatalogue(t *testing.T) {
	peace := perform(t)
	require.Empty(t, peace.errs, "%v", peace.lines)
	for _, row := range platform.Catalogue() {
		show := shows[row.Code]
		if show == nil {
			show = func(s seen) bool { return slices.ContainsFunc(s.errs, row.Matches) }
		}
		for _, text := range row.Faults {
			if shows[row.Code] == nil && ringing(text) {
				continue // See TestRing.
			}
			show := show
			if own := shows[row.Code+" "+text]; own != nil {
				show = own
			}
			t.Run(row.Code+" "+text, func(t *testing.T) {
				s := perform(t, text)
				require.NotZero(t, s.struck[0], "the fault never struck")
				require.True(t, show(s), "not seen:\n%s", strings.Join(s.lines, "\n"))
				require.False(t, show(peace), "seen in peace")
			})
		}
	}
}

// TestCatalogueIsComplete: L1 to L46, each brought about by something or with a reason why not, and each name of an
// error that a point takes leads to a row with a text.
func TestCatalogueIsComplete(t *testing.T) {
	rows := platform.Catalogue()
	names := map[string]bool{}
	for _, row := range rows {
		require.False(t, names[row.Code] || names[row.Name], row.Code)
		names[row.Code], names[row.Name] = true, true
		require.NotEmpty(t, row.About, row.Code)
		require.NotEmpty(t, row.Source, row.Code)
		require.Contains(t, []string{"", "no", "unknown", "yes"}, row.Executed)
		own := []string{"L27e", "L32", "L41", "L45"} // The object's own doing, and a rule.
		require.True(t, len(row.Faults) > 0 || row.NotBuilt != "" || slices.Contains(own, row.Code), row.Code)
		for _, text := range row.Faults {
			f, err := platform.ParseFault(text)
			require.NoError(t, err)
			require.Equal(t, text, f.String())
		}
	}
	for n := 1; n <= 46; n++ {
		require.True(t, names[fmt.Sprint("L", n)], n)
	}
	for _, p := range platform.Points() {
		for _, kind := range []string{"error=", "reset="} {
			for _, name := range p.Names[kind] {
				row, ok := platform.FailureByName(name)
				require.True(t, ok && row.Text != "" || p.Name == "socket", name)
			}
		}
	}
}

func TestImpossibleFaultsAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"stub.request error=L99":      `stub.request does not take error=L99: want one of L1, network-lost`,
		"stub.response error=L4":      `stub.response does not take error=L4`, // Never delivered, yet answered.
		"stub.request error=5s":       `stub.request does not take error=5s`,
		"stub.request delay=L1":       `delay: "L1" is not a duration`,
		"object.turn reset=L2":        `object.turn does not take reset=L2`,
		"commit twice":                `"twice" is not possible at commit`,
		"object.turn if=idle crash":   `object.turn has no condition "idle"`,
		"socket break=none":           `socket does not take break=none: want one of client, server, both, neither`,
		"alarm.deliver error=L1":      `"error=L1" is not possible at alarm.deliver`,
		"storage.op if=call error=L6": `storage.op has no condition "call"`,
		"object.turn memory=5s":       `memory: "5s" is not a whole number`,
		"object.turn cpu=5":           `cpu: "5" is not a duration`,
		"object.turn cpu":             `"cpu" is not possible at object.turn`,
		"object.turn evict=hibernate": `object.turn does not take evict=hibernate: want one of close`,
		"object.turn hibernate=close": `"hibernate=close" is not possible at object.turn`,
		"stub.request flood":          `"flood" is not possible at stub.request`,
		"stub.response flood=3":       `"flood=3" is not possible at stub.response`,
		"isolate reset=L3":            `isolate does not take reset=L3: want one of L12, memory, L13, cpu`,
		"isolate slow=3":              `slow: "3" is not a duration`,
		"storage.op full=L14":         `full: "L14" is not a duration`,
	} {
		_, err := platform.ParseFault(text)
		require.ErrorContains(t, err, want, text)
	}
	for text, want := range map[string]string{
		"object.turn memory=64":      "profile ideal has no MemoryMax",
		"object.turn memory=1048577": "1048577 is out of bounds: want 1 to 1048576 MiB",
		"stub.request flood=10001":   "10001 is out of bounds: want 1 to 10000 calls",
	} {
		p, err := platform.NewPlan(text)
		require.NoError(t, err)
		w := durabletest.New(t)
		require.ErrorContains(t, w.Objects.SetFaults(p), want)
	}
	w := sim.New(sim.Options{})
	defer w.Close()
	bad := fault.NewPlan(fault.Fault{Where: "stub.request", Do: "error", Name: "L99"})
	rt := durable.New(w.World, platform.Ideal(), durable.WithFaults(bad))
	_, err := rt.Namespace(durable.Class{Name: "Obj", New: newSubject})
	require.ErrorContains(t, err, "stub.request does not take error=L99")
}

// TestInsideIsSpared: what a test does with an object's own hands is no call, and nothing befalls it on its way.
func TestInsideIsSpared(t *testing.T) {
	p, err := platform.NewPlan("stub.request error=L1", "stub.response error=L1", "object.activate error=L10",
		"stub.deliver error=L1", "link from=1s partition=1h")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Objects(durable.WithFaults(p)))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	w.Advance(time.Second)
	require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(durable.Object, *durable.State) error { return nil }))
	require.Equal(t, []int{0, 0, 0, 0, 0}, p.Struck())
	_, err = durable.Call[string](ns.GetByName("a"), "Run", "say x")
	require.ErrorIs(t, err, platform.ErrConnectionLost)
}
