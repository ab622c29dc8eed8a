package durable

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// TestWebSocketStrikes loses the object's machine at each point a run passes, one run each: what a client was told
// is stored is stored after the loss, the client hears of it, and a new connection goes on.
func TestWebSocketStrikes(t *testing.T) {
	for n := 1; ; n++ {
		points := 0
		strike := func(Point) bool { points++; return points == n }
		w := actor.NewSim(actor.Options{Chooser: actor.Seed(uint64(n))})
		rt := New(w, Production(), WithTrouble(strike))
		ns, err := rt.Namespace(Class{Name: "Room", New: newRoom})
		require.NoError(t, err)
		told, lost := 0, 0
		require.NoError(t, w.Do("client", func() {
			for i := 1; i <= 4; i++ {
				err := storeBySocket(ns, i)
				var end *CloseError
				switch {
				case err == nil:
					told = i
				case errors.As(err, &end):
					require.Equal(t, *lostClose(), *end)
					lost++
				default:
					require.ErrorIs(t, err, ErrConnectionLost, "run %d", n)
					lost++
				}
			}
		}))
		stored := 0
		require.NoError(t, rt.Inside(ns.GetByName("a"), func(_ Object, st *State) error {
			text, err := Get[string](st.Storage.KV(), "k")
			stored, _ = strconv.Atoi(text)
			return err
		}))
		w.Close()
		require.GreaterOrEqual(t, stored, told, "run %d", n)
		require.LessOrEqual(t, lost, 1, "run %d", n)
		require.GreaterOrEqual(t, told, 3, "run %d", n)
		if points < n {
			require.Zero(t, lost)
			require.Greater(t, n, 10)
			return
		}
	}
}

// storeBySocket dials, lets the object store i and waits for the answer, which must be i.
func storeBySocket(ns *Namespace, i int) error {
	sock, err := ns.GetByName("a").Dial(NewRequest("http://x/"))
	if err != nil {
		return err
	}
	text := strconv.Itoa(i)
	if err := sock.SendText("put " + text + "; send " + text); err != nil {
		return err
	}
	m, err := sock.ReceiveTimeout(10 * time.Second)
	if err == nil && m.Text != text {
		return fmt.Errorf("answer %q to %d", m.Text, i)
	}
	return err
}

// TestWebSocketSeeds: the same seed gives the same trace, another seed another.
func TestWebSocketSeeds(t *testing.T) {
	run := func(seed uint64) string {
		w := actor.NewSim(actor.Options{Chooser: actor.Seed(seed)})
		defer w.Close()
		ns, err := New(w, Production()).Namespace(Class{Name: "Room", New: newRoom})
		require.NoError(t, err)
		for c := range 5 {
			w.Go(fmt.Sprint("client ", c), func() {
				sock, err := ns.GetByName("a").Dial(NewRequest("http://x/?name=" + fmt.Sprint(c)))
				if err != nil {
					return
				}
				for range 5 {
					w.Sleep(time.Duration(w.Choose("pause", 15)) * time.Second)
					_ = sock.SendText("put x; all " + fmt.Sprint(c))
					_, _ = sock.ReceiveTimeout(time.Second)
				}
				if w.Choose("drop", 2) == 0 {
					sock.Drop()
					return
				}
				_ = sock.Close(4000, "do close 4000 ack")
				for err == nil {
					_, err = sock.Receive()
				}
			})
		}
		require.NoError(t, w.Settle())
		return w.Hash()
	}
	hash := run(1)
	require.Equal(t, hash, run(1))
	require.NotEqual(t, hash, run(2))
}
