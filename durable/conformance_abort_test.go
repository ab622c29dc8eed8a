package durable_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// TestWhatAResetKeeps is recorded on the reference runtime: a reset undoes what the turn that it comes in has written,
// whatever that was, and keeps what earlier turns wrote (B12, B13, N5). A is written before.
func TestWhatAResetKeeps(t *testing.T) {
	const aborted, failed = "r [durableObjectReset]", "tt [durableObjectReset]"
	for _, c := range []struct{ script, text, kept string }{
		{"put x 1\nabort r", aborted, "a"},
		{"put x 1\nsleep 0s\nput y 1\nabort r", aborted, "ax"},
		{"put x 1\nsync\nput y 1\nabort r", aborted, "ax"},
		{"put x 1\ncall peer say hi\nput y 1\nabort r", aborted, "ax"},
		{"sql CREATE TABLE t(a)\nabort r", aborted, "a"},
		{"txn put x 1\nabort r", aborted, "a"},
		{"txn put x 1&abort r", aborted, "a"},
		{"put x 1\ndeleteall\nput y 1\nabort r", aborted, ""},
		{"alarm 100s\nabort r", aborted, "a"},
		{"del a\nabort r", aborted, "a"},
		{"put x 1\nblock put y 1&abort r", aborted, "ax"},
		{"block put x 1&sleep 0s&put y 1&abort r", aborted, "ax"},
		{"put-unconfirmed x 1\nsleep 0s\nabort r", aborted, "ax"},
		{"put-unconfirmed x 1\nabort r", aborted, "a"},
		{"go sleep 5ms&abort r\nput x 1\nsleep 50ms\nput y 1", aborted, "ax"},
		{"put x 1\nblock put y 1&sleep 0s&put z 1&fail tt", failed, "axy"},
		{"put x 1\nblock try block fail tt", failed, "ax"},
		{"block-later put x 1&sleep 5ms&fail tt\nblock-later put y 1\nsleep 50ms", failed, "ax"},
		{"put x 1\nblock-later fail tt", failed, "ax"},
		{"put x 1\nfail thrown", "thrown [remote]", "ax"},
	} {
		for _, profile := range []platform.Profile{platform.Workerd(), platform.Production()} {
			w := durabletest.New(t, durabletest.Profile(profile))
			ns := w.Namespace(durable.Class{Name: "Obj", New: newScripted})
			s := ns.GetByName("a")
			_, err := s.Call("Run", "put a 1")
			require.NoError(t, err)
			_, err = s.Call("Run", c.script)
			require.Equal(t, c.text, outcome(err), c.script)
			if c.text != "thrown [remote]" {
				_, err = s.Call("Run", "say again")
				require.Equal(t, c.text, outcome(err), "the same stub after "+c.script)
			}
			w.Advance(time.Second)
			var got string
			require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
				for entry, err := range st.Storage.KV().List(durable.ListOptions{}) {
					require.NoError(t, err)
					got += entry.Key
				}
				at, err := st.Storage.GetAlarm()
				require.ErrorIs(t, err, durable.ErrNoAlarm, "%s: alarm %v", c.script, at)
				return nil
			}))
			require.Equal(t, c.kept, got, c.script)
		}
	}
}

// fetchScripted is a scripted object that also runs the script in the query of a fetch.
type fetchScripted struct{ *scripted }

func (o fetchScripted) Fetch(r *http.Request) (*http.Response, error) {
	said, err := o.Run(r.URL.Query().Get("run"))
	return durable.Text("%s", said), err
}

// TestAnswersBehindABlock: the response of a fetch waits for the blocks that it leaves behind, and shares their fate; a
// call's result and what a handler throws do not. Recorded on the reference runtime.
func TestAnswersBehindABlock(t *testing.T) {
	for _, c := range []struct {
		script, fetched, called string
		fetchedAt, calledAt     time.Duration
	}{
		{"block-later sleep 50ms", "ok", "ok", 50 * time.Millisecond, 0},
		{"block-later say in", "ok", "ok", 0, 0},
		{"block-later sleep 50ms&fail bb", "bb [remote durableObjectReset]", "ok", 50 * time.Millisecond, 0},
		{"block-later fail bb", "bb [remote durableObjectReset]", "ok", 0, 0},
		{
			"put k 1\nblock-later fail bb", "bb [remote durableObjectReset]", "bb [durableObjectReset]", 0, 0,
		},
		{"put k 1\nblock-later sleep 50ms&fail bb", "bb [remote durableObjectReset]", "ok", 50 * time.Millisecond, 0},
		{"block-later sleep 50ms\nfail th", "th [remote]", "th [remote]", 0, 0},
	} {
		for _, by := range []string{"fetch", "call"} {
			w := durabletest.New(t)
			s := w.Namespace(durable.Class{Name: "Obj", New: func(st *durable.State) (durable.Object, error) {
				return fetchScripted{&scripted{st: st}}, nil
			}}).GetByName("a")
			got, at := "", time.Duration(0)
			w.Go("client", func() {
				var err error
				if by == "call" {
					_, err = s.Call("Run", c.script)
				} else {
					r := durable.NewRequest("http://x/")
					r.URL.RawQuery = url.Values{"run": {c.script}}.Encode()
					_, err = s.Fetch(r)
				}
				got, at = outcome(err), w.Elapsed()
			})
			w.Settle()
			if by == "call" {
				require.Equal(t, c.called, got, c.script)
				require.Equal(t, c.calledAt, at, c.script)
			} else {
				require.Equal(t, c.fetched, got, c.script)
				require.Equal(t, c.fetchedAt, at, c.script)
			}
		}
	}
}
