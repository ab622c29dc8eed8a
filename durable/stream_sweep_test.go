package durable_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// sweepFaults strike whatever a body passes.
const sweepFaults = `object.turn p=1% crash
object.turn p=1% if=await reset=L9
object.turn p=1% if=await double=2s
object.turn p=1% if=await deploy=2s
commit.durable p=1% crash
commit p=1% error=L8
link p=0.5% partition=10ms..3s
stub.request p=1% error=L1
stub.request p=1% twice
stub.deliver p=1% error=L1
stub.response p=1% error=L1
stub.response p=3% delay=1s`

// TestStreamSweep: whatever strikes, a reader gets a prefix of what was written, all of it where it reads to the end;
// no client waits for ever, and no object is left with a body.
func TestStreamSweep(t *testing.T) {
	text := numbered(300_000)
	complete, broken := 0, 0
	for seed := range uint64(100) {
		p := platform.Production()
		w := durabletest.New(t, durabletest.Seed(seed), durabletest.Profile(p),
			durabletest.Objects(durable.WithFaults(planned(t, strings.Split(sweepFaults, "\n")...))))
		streams(w, "Source", func(st *durable.State, r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				return &http.Response{StatusCode: http.StatusOK, Body: r.Body}, nil
			}
			return streaming(st, func(sw *durable.StreamWriter) {
				for rest := text; len(rest) > 0; {
					n := min(len(rest), 1+st.Choose("size", 80_000))
					if _, err := sw.Write(rest[:n]); err != nil {
						return
					}
					rest = rest[n:]
					if st.Choose("put", 2) == 0 {
						_ = st.Storage.KV().Put("k", n)
					}
					st.Sleep(time.Duration(st.Choose("pause", 200)) * time.Millisecond)
				}
				_ = sw.Close()
			})
		})
		streams(w, "Relay", func(st *durable.State, r *http.Request) (*http.Response, error) {
			onward := durable.NewRequest("http://source/")
			if r.Method == http.MethodPost {
				onward = post(r.Body)
			}
			resp, err := st.Namespace("Source").GetByName("a").Fetch(onward)
			if err != nil {
				return nil, err
			}
			return &http.Response{StatusCode: http.StatusOK, Body: resp.Body}, nil
		})
		running := 0
		start := func(name string, fn func()) {
			running++
			w.Go(name, func() {
				fn()
				running--
			})
		}
		for n := range 6 {
			r := durable.NewRequest("http://do/")
			if n%2 == 1 {
				sw, body := w.Objects.NewStream()
				r = post(body)
				start("writer", func() {
					for part := range slices.Chunk(text, 20_000) {
						if _, err := sw.Write(part); err != nil {
							return
						}
					}
					_ = sw.Close()
				})
			}
			start("client", func() {
				resp, err := w.Objects.Lookup("Relay").GetByName(fmt.Sprint(n % 3)).Fetch(r)
				if err != nil {
					return
				}
				if w.Choose("early", 8) == 0 {
					_, _ = io.CopyN(io.Discard, resp.Body, 1000)
					require.NoError(t, resp.Body.Close())
					return
				}
				got, err := io.ReadAll(resp.Body)
				require.True(t, bytes.HasPrefix(text, got), "seed %d", seed)
				if err != nil {
					broken++
					return
				}
				complete++
				require.Len(t, got, len(text), "seed %d", seed)
			})
		}
		w.Advance(10 * time.Minute)
		require.Zero(t, running, "seed %d: %v", seed, w.Waits())
		all, err := w.Objects.InspectAll()
		require.NoError(t, err)
		for _, x := range all {
			require.Empty(t, x.Bodies, "seed %d", seed)
			require.Empty(t, x.Events, "seed %d", seed)
		}
		w.Close()
	}
	t.Logf("%d complete, %d broken", complete, broken)
	require.Greater(t, complete, 50)
	require.Greater(t, broken, 50)
}
