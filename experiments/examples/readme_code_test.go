package examples_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/alarms"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/experiments/search"
	"dolab/experiments/search/hunttest"
)

// This file is the Go code of README.md, with what that leaves out: see TestReadme.

type counter struct{ st *durable.State }

func newCounter(st *durable.State) (durable.Object, error) { return &counter{st}, nil }

func (c *counter) Increment(by int) (int, error) {
	n, err := durable.Get[int](c.st.Storage.KV(), "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return 0, err
	}
	return n + by, c.st.Storage.KV().Put("n", n+by) // the answer leaves once the write is durable
}

func TestCounter(t *testing.T) {
	w := durabletest.New(t) // a world; its seed and the end of its trace are printed if the test fails
	stub := w.Namespace(durable.Class{Name: "Counter", New: newCounter}).GetByName("a")
	n, err := durable.Call[int](stub, "Increment", 2)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	w.Advance(90 * 24 * time.Hour) // three months in milliseconds
}

// shopObject sells without end.
type shopObject struct{ counter }

func newShop(st *durable.State) (durable.Object, error) { return &shopObject{counter{st}}, nil }

func (s *shopObject) Buy(string) error {
	_, err := s.Increment(1)
	return err
}

func (s *shopObject) Sold() (int, error) { return s.Increment(0) }

type play struct {
	w      *search.World
	ns     *durable.Namespace
	bought int
}

var shop = search.Subject{
	Name:  "shop",
	Deeds: []search.Deed{{Name: "buy", Do: search.Do((*play).buy), Fields: search.Fields{search.Keys("anna", "ben")}}},
	Open: func(w *search.World) (search.Play, error) {
		ns, err := w.Namespace(durable.Class{Name: "Shop", New: newShop})
		return &play{w: w, ns: ns}, err
	},
}

func (p *play) buy(c *search.Client, o search.Operation) error { // one client, one deed
	return c.Await(func() error {
		_, err := p.ns.GetByName("a").Call("Buy", o.Key)
		if err == nil {
			p.bought++
		}
		return err
	})
}

func (p *play) Judge() { // the end: nothing goes wrong any more
	sold, err := durable.Call[int](p.ns.GetByName("a"), "Sold")
	if err != nil || sold < p.bought {
		p.w.Violate("books", "fewer were sold than were bought", fmt.Sprint(sold, " of ", p.bought, ", ", err))
	}
}

func TestShop(t *testing.T) { hunttest.Hunt(t, &shop, hunttest.Seeds(500)) }

type reminder struct {
	alarms *alarms.Schedules
	rings  []string
}

func newReminder(st *durable.State) (durable.Object, error) {
	r := &reminder{}
	a, err := alarms.New(st, alarms.Options{Handlers: map[string]alarms.Handler{"ping": r.ping}})
	r.alarms = a
	return r, err
}

func (r *reminder) Alarm(info durable.AlarmInfo) error { return r.alarms.Alarm(info) }

func (r *reminder) ping(run alarms.Run) error {
	order, err := alarms.Payload[string](run)
	r.rings = append(r.rings, run.Due.Format("Mon 15:04 ")+order)
	return err
}

// Remind orders both, and returns the IDs.
func (r *reminder) Remind(order string) ([]string, error) {
	id, err := r.alarms.After(300*time.Millisecond, "ping", order)
	if err != nil {
		return nil, err
	}
	first := id
	id, err = r.alarms.Cron("0 9 * * MON-FRI", "Europe/Berlin", "ping", order, alarms.Ensure("daily"))
	return []string{first, id}, err
}

func TestReminder(t *testing.T) {
	w := durabletest.New(t, durabletest.Start(time.Date(2026, 7, 3, 6, 0, 0, 0, time.UTC)))
	stub := w.Namespace(durable.Class{Name: "Reminder", New: newReminder}).GetByName("a")
	ids, err := durable.Call[[]string](stub, "Remind", "bread")
	require.NoError(t, err)
	require.Equal(t, "daily", ids[1])
	rings := func(want ...string) {
		t.Helper()
		require.NoError(t, durabletest.RunInDurableObject(w, stub, func(r *reminder, _ *durable.State) error {
			require.Equal(t, want, r.rings)
			r.rings = nil
			return nil
		}))
	}
	w.Advance(time.Second)
	rings("Fri 06:00 bread")
	w.Advance(time.Hour + time.Second) // Nine in Berlin is seven in UTC.
	rings("Fri 07:00 bread")
	w.Advance(3 * 24 * time.Hour)
	rings("Mon 07:00 bread")
}
