package durable

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The titles are those of the reference runtime's io-gate-test; a turn is short, so "lock" is to be let in.

type gateTest struct {
	g   *gate
	ran []string
}

func (x *gateTest) enter(s *section, name string) {
	e := entry{enter: func() { x.ran = append(x.ran, name) }}
	if x.g.open(s) {
		e.enter()
		return
	}
	x.g.wait(s, e)
}

func (x *gateTest) begin(s *section, name string) *section {
	return x.g.begin(s, entry{enter: func() { x.ran = append(x.ran, name) }})
}

// pump lets in whom it can and returns who has come in since the last pump.
func (x *gateTest) pump() []string {
	for {
		e, ok := x.g.next()
		if !ok {
			break
		}
		e.enter()
	}
	ran := x.ran
	x.ran = nil
	return ran
}

func TestInputGateBasics(t *testing.T) {
	x := &gateTest{g: newGate()}
	x.enter(nil, "a")
	x.enter(nil, "b")
	require.Equal(t, []string{"a", "b"}, x.pump())
	require.False(t, x.g.ready())
}

func TestInputGateCriticalSection(t *testing.T) {
	x := &gateTest{g: newGate()}
	s := x.begin(nil, "s")
	x.enter(nil, "queued behind the starter")
	require.True(t, x.g.ready())
	e, ok := x.g.next()
	require.True(t, ok)
	e.enter()
	x.enter(nil, "outside")
	x.enter(s, "inside")
	require.Equal(t, []string{"s", "inside"}, x.pump())
	x.g.end(s)
	x.enter(nil, "late")
	require.Equal(t, []string{"queued behind the starter", "outside", "late"}, x.pump())
	x.enter(s, "started in it, now in its parent")
	require.Equal(t, []string{"started in it, now in its parent"}, x.pump())
}

func TestInputGateMultipleCriticalSectionsStartTogether(t *testing.T) {
	x := &gateTest{g: newGate()}
	x.g.wait(nil, entry{enter: func() { x.ran = append(x.ran, "waiter") }})
	a, b := x.begin(nil, "a"), x.begin(nil, "b")
	require.Equal(t, []string{"a"}, x.pump(), "starters come before waiters, one at a time")
	x.g.end(a)
	require.Equal(t, []string{"b"}, x.pump())
	x.g.end(b)
	require.Equal(t, []string{"waiter"}, x.pump())
}

func TestInputGateNestedCriticalSections(t *testing.T) {
	x := &gateTest{g: newGate()}
	outer := x.begin(nil, "outer")
	x.pump()
	inner := x.begin(outer, "inner")
	x.pump()
	x.enter(outer, "of outer")
	x.enter(nil, "of root")
	x.enter(inner, "of inner")
	require.Equal(t, []string{"of inner"}, x.pump())
	x.g.end(inner)
	require.Equal(t, []string{"of outer"}, x.pump())
	x.g.end(outer)
	require.Equal(t, []string{"of root"}, x.pump())
}

func TestInputGateNestedCriticalSectionOutlivesParent(t *testing.T) {
	x := &gateTest{g: newGate()}
	outer := x.begin(nil, "outer")
	x.pump()
	inner := x.begin(outer, "inner")
	x.pump()
	x.g.end(outer)
	x.enter(nil, "of root")
	require.Empty(t, x.pump(), "the inner one still holds the gate")
	x.enter(outer, "of the ended outer")
	x.g.end(inner)
	require.Equal(t, []string{"of root", "of the ended outer"}, x.pump())
	require.Same(t, &x.g.root, x.g.top)
}

func TestInputGateStarterOutlivesParent(t *testing.T) {
	x := &gateTest{g: newGate()}
	outer := x.begin(nil, "outer")
	x.pump()
	x.enter(nil, "event")
	later := x.begin(outer, "later") // As a constructor does that does not await its block.
	x.g.end(outer)
	require.Equal(t, []string{"later"}, x.pump())
	x.g.end(later)
	require.Equal(t, []string{"event"}, x.pump())
}

func TestInputGateCriticalSectionTracksNestingDepth(t *testing.T) {
	x := &gateTest{g: newGate()}
	var s *section
	for range depthMax {
		next := x.begin(s, "deeper")
		require.NotNil(t, next)
		x.pump()
		s = next
	}
	require.Nil(t, x.begin(s, "too deep"))
	for range depthMax {
		up := s.parent
		x.g.end(s)
		s = up
	}
	require.Same(t, &x.g.root, x.g.top)
	require.True(t, x.g.open(nil))
}

func TestInputGateTeardown(t *testing.T) {
	x := &gateTest{g: newGate()}
	s := x.begin(nil, "s")
	x.pump()
	x.enter(nil, "root")
	x.enter(s, "s")
	x.begin(s, "child")
	x.pump()
	x.enter(s, "waits for the child")
	require.Len(t, x.g.drain(), 2)
	require.Empty(t, x.pump())
}

// The titles are those of the reference runtime's alarm-retry-test.
func TestAlarmRetryCountsAgainstLimit(t *testing.T) {
	for _, c := range []struct {
		name                     string
		broken, user, limit, out bool
	}{
		{"an internal failure that broke the gate does not count", true, false, false, false},
		{"a resource-limit breach that broke the gate counts", true, false, true, true},
		{"a user error that broke the gate counts", true, true, false, true},
		{"failures without a broken output gate always count", false, false, false, true},
		{"a user error without a broken gate counts", false, true, false, true},
	} {
		require.Equal(t, c.out, countsAgainstLimit(c.broken, c.user, c.limit), c.name)
	}
}

// Those that wait in a section wanted to enter before it ended: sections of theirs begin before those that wait in its
// parent, and their turns come behind those that wait there already.
func TestInputGateOrderAtASectionsEnd(t *testing.T) {
	x := &gateTest{g: newGate()}
	outer := x.begin(nil, "outer")
	x.pump()
	inner := x.begin(outer, "inner")
	x.pump()
	last := x.begin(outer, "section of outer")
	first := x.begin(inner, "section of inner")
	x.enter(outer, "turn of outer")
	x.enter(inner, "turn of inner")
	x.g.end(inner)
	require.Equal(t, []string{"section of inner"}, x.pump())
	x.g.end(first)
	require.Equal(t, []string{"section of outer"}, x.pump())
	x.g.end(last)
	require.Equal(t, []string{"turn of outer", "turn of inner"}, x.pump())
}

// TestEndOfAnOuterSection: a section that ends while one within it goes on hands over who waits in it: they are listed
// and drained once.
func TestEndOfAnOuterSection(t *testing.T) {
	x := &gateTest{g: newGate()}
	outer := x.begin(nil, "outer")
	require.Equal(t, []string{"outer"}, x.pump())
	x.begin(outer, "inner")
	require.Equal(t, []string{"inner"}, x.pump())
	x.enter(outer, "waits")
	x.begin(outer, "wants to begin")
	x.g.end(outer)
	_, waiting := x.g.inspect()
	require.Len(t, waiting, 2)
	require.Len(t, x.g.drain(), 2)
	require.Empty(t, x.g.drain())
}
