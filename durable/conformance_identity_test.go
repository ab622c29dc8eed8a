package durable_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// The IDs and names here were recorded on the real runtime (id-functions, eviction-then-id-name, and a run of our own
// for resets); the unique keys are golden-Obj and golden-Peer.

func TestRecordedIDs(t *testing.T) {
	w := durabletest.New(t)
	ns := w.Namespace(durable.Class{Name: "Obj", UniqueKey: "golden-Obj", New: newScripted})
	peers := w.Namespace(durable.Class{Name: "Peer", UniqueKey: "golden-Peer", New: newScripted})
	for name, want := range map[string]string{
		"a":         "6d75bf57bfa84a5101142c298c43951e251835eaf1840559b01f5c1f4b83e46c",
		"":          "d5a7e021d476c754497396b66c6fa98ddd2f833f295b5e19cbc7513b0bc3436d",
		"nm":        "4f19c3767ba3b896b406c36571369e604c58257366a02278b861ff0167613dfd",
		"é😀\u0000x": "d2bb5574dee242bc88afcb50835296098b4ede57b6fb982dcb966f64acfab8f1",
	} {
		require.Equal(t, want, ns.IDFromName(name).String(), "%q", name)
		seen, named := nameInside(t, w, ns.GetByName(name))
		require.True(t, named, "also the empty one")
		require.Equal(t, name, seen)
	}
	foreign := peers.IDFromName("a")
	require.Equal(t, "a554a11ba8c9cb94051c4550f9c2c5203ca60d887bb5f5a194f3c3231cf34cba", foreign.String())
	require.False(t, foreign.Equals(ns.IDFromName("a")))
	for text, want := range map[string]string{
		strings.Repeat("0", 64):     "TypeError: Durable Object ID is not valid for this namespace.",
		foreign.String():            "TypeError: Durable Object ID is not valid for this namespace.",
		" " + foreign.String()[1:]:  "TypeError: Invalid Durable Object ID: must be 64 hex digits",
		foreign.String()[:63] + "ä": "TypeError: Invalid Durable Object ID: must be 64 hex digits",
	} {
		_, err := ns.IDFromString(text)
		require.EqualError(t, err, want, text)
	}
	// Get takes an ID of another namespace as it is: the object has that ID and that name.
	name, _ := nameInside(t, w, ns.Get(foreign))
	require.Equal(t, "a", name)
}

// nameInside returns the name an object has for itself.
func nameInside(t *testing.T, w *durabletest.World, s *durable.Stub) (name string, named bool) {
	t.Helper()
	require.NoError(t, w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error {
		name, named = st.ID.Name()
		require.Equal(t, s.ID().String(), st.ID.String())
		return nil
	}))
	return name, named
}

func TestLongNamesAreNotTold(t *testing.T) {
	w, ns := counters(t)
	for _, c := range []struct {
		length int
		told   bool
	}{{1024, true}, {1025, false}, {100_000, false}} {
		s := ns.GetByName(strings.Repeat("n", c.length))
		kept, _ := s.ID().Name()
		require.Len(t, kept, c.length, "the caller's own")
		_, told := nameInside(t, w, s)
		require.Equal(t, c.told, told, c.length)
	}
	bytes := ns.GetByName(strings.Repeat("é", 513)) // It is bytes that count.
	_, told := nameInside(t, w, bytes)
	require.False(t, told)
}

func TestNameIsDecidedAnewAfterAReset(t *testing.T) {
	w := durabletest.New(t)
	ns := w.Namespace(durable.Class{Name: "Obj", New: newScripted})
	named := func(name string) *durable.Stub { return ns.GetByName(name) }
	nameless := func(name string) *durable.Stub {
		id, err := ns.IDFromString(ns.IDFromName(name).String())
		require.NoError(t, err)
		return ns.Get(id)
	}
	told := func(s *durable.Stub) bool {
		_, ok := nameInside(t, w, s)
		return ok
	}
	abort := func(s *durable.Stub) {
		_, err := s.Call("Run", "abort x")
		require.Error(t, err)
	}
	require.False(t, told(nameless("a")))
	abort(nameless("a"))
	require.True(t, told(named("a")))
	require.True(t, told(nameless("a")))

	require.True(t, told(named("b")))
	abort(named("b"))
	require.False(t, told(nameless("b")))
	require.False(t, told(named("b")))

	// One that was evicted in peace goes on as it was.
	require.False(t, told(nameless("c")))
	w.Advance(11500 * time.Millisecond)
	require.False(t, told(named("c")))
}

// An alarm after a restart of the machine brings the name with it; whoever comes without one does not take it away
// (alarm-survives-restart; alarm-scheduler-test: persists actor_name and preserves it across a nameless update,
// restores the persisted actor_name when an alarm fires).
func TestAlarmsRestoreNames(t *testing.T) {
	dir := t.TempDir()
	var said []string
	open := func() (*durabletest.World, *durable.Namespace) {
		w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
		return w, durabletest.Class(w, "Obj", func(st *durable.State) *teller { return &teller{st, &said} })
	}
	set := func(s *durable.Stub, w *durabletest.World) {
		require.NoError(t, w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error {
			return st.Storage.SetAlarm(st.Now().Add(time.Hour))
		}))
	}
	w, ns := open()
	set(ns.GetByName("nm"), w)
	w.Advance(time.Minute)
	w.Close()

	w, ns = open()
	id, err := ns.IDFromString(ns.IDFromName("nm").String())
	require.NoError(t, err)
	_, named := nameInside(t, w, ns.Get(id))
	require.False(t, named, "who comes before the alarm decides")
	set(ns.Get(id), w)
	w.Advance(time.Minute)
	w.Close()

	w, _ = open()
	w.Advance(2 * time.Hour)
	w.Close()
	require.Equal(t, []string{"nm 0", "nm 1", "nm 2", "nm 3", "nm 4", "nm 5", "nm 6"}, said)
}

// teller fails its alarm, after it has noted its name and which try it was.
type teller struct {
	st   *durable.State
	said *[]string
}

func (o *teller) Alarm(a durable.AlarmInfo) error {
	name, _ := o.st.ID.Name()
	*o.said = append(*o.said, name+" "+string(rune('0'+a.RetryCount)))
	return &platform.Error{Name: "Error", Message: "again"}
}
