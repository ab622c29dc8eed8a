package admin_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"dolab/cmd/dolab/serve/admin"
)

// TestMetrics: what happens is counted by class, and what stands is read at each scrape.
func TestMetrics(t *testing.T) {
	s, _ := start(t, admin.Options{Metrics: true, Faults: []string{"stub.request nth=9 error=L1"}}, "")
	for _, room := range []string{"a", "a", "b"} {
		s.text("/fill?room=" + room)
	}
	ok[admin.Acted](s, "crash", `{"object":"Room/b"}`)
	ok[admin.Acted](s, "fire", `{"object":"Room/a"}`)
	s.admin.Requested("GET", 200, time.Millisecond)
	s.admin.Requested("BREW", 418, time.Millisecond)
	lines := []string{
		`dolab_calls_total{class="Room"} 3`, `dolab_incarnations_total{class="Room"} 2`, `dolab_crashes_total{class="Room"} 1`,
		`dolab_alarms_total{class="Room"} 1`, `dolab_alarm_lateness_seconds_bucket{le="0.001"} 1`, `dolab_faults_total 0`,
		`dolab_objects 2`, `dolab_objects_running 1`, `dolab_queue_length 0`, `dolab_sockets 0`, `dolab_alarms_pending 1`,
		`dolab_http_requests_total{method="GET",status="200"} 1`, `dolab_http_requests_total{method="other",status="418"} 1`,
		`dolab_http_request_seconds_count 2`,
	}
	require.EventuallyWithT(t, func(t *assert.CollectT) { // The alarm is fired, and delivered later.
		status, text := s.ask("metrics", "")
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return strings.Contains(text, "\n"+l+"\n") }))
		require.Contains(t, text, "\ngo_goroutines ")
	}, time.Minute, 10*time.Millisecond)
	s, _ = start(t, admin.Options{}, "")
	status, _ := s.ask("metrics", "")
	require.Equal(t, http.StatusNotFound, status)
}

// TestSpans: a collector gets a span of each event of the Worker, of each call below it, and of alarms, with what
// happened meanwhile; what a reset ends is an error.
func TestSpans(t *testing.T) {
	var lock sync.Mutex
	var got []*otlp.Span
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		data, err := io.ReadAll(q.Body)
		var m coltrace.ExportTraceServiceRequest
		if err != nil || q.URL.Path != "/v1/traces" || proto.Unmarshal(data, &m) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		lock.Lock()
		defer lock.Unlock()
		for _, r := range m.ResourceSpans {
			for _, s := range r.ScopeSpans {
				got = append(got, s.Spans...)
			}
		}
	}))
	defer collector.Close()
	s, stop := start(t, admin.Options{OTLP: collector.URL}, "")
	s.text("/fill")
	ok[admin.Acted](s, "fire", "{}")
	s.text("/calls") // Behind the alarm.
	ctx, cancel := context.WithCancel(t.Context())
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/hang", nil)
	require.NoError(t, err)
	var hangs sync.WaitGroup
	hangs.Go(func() {
		if resp, err := http.DefaultClient.Do(q); err == nil {
			_ = resp.Body.Close()
		}
	})
	for { // Until it hangs.
		if g := ok[struct{ Gates []admin.Gates }](s, "gates", "").Gates; len(g) > 0 && len(g[0].Locks) > 0 {
			break
		}
	}
	ok[admin.Acted](s, "deploy", "{}")
	hangs.Wait()
	cancel()
	stop()
	require.NoError(t, s.admin.Flush(t.Context()))

	lock.Lock()
	defer lock.Unlock()
	find := func(name string) *otlp.Span {
		for _, x := range got {
			if x.Name == name {
				return x
			}
		}
		require.Fail(t, "no span "+name, "%v", got)
		return nil
	}
	worker, call := find("fetch GET /fill"), find("Room fetch GET /fill")
	require.Equal(t, worker.SpanId, call.ParentSpanId)
	require.Equal(t, worker.TraceId, call.TraceId)
	require.LessOrEqual(t, worker.StartTimeUnixNano, call.StartTimeUnixNano)
	require.GreaterOrEqual(t, worker.EndTimeUnixNano, call.EndTimeUnixNano)
	require.WithinDuration(t, time.Now(), time.Unix(0, int64(call.StartTimeUnixNano)), time.Minute)
	require.Contains(t, eventsOf(call), "commit")
	require.Equal(t, otlp.Status_STATUS_CODE_UNSET, call.GetStatus().GetCode())
	require.Contains(t, eventsOf(find("Room alarm")), "commit")
	hang := find("Room fetch GET /hang")
	require.Equal(t, otlp.Status_STATUS_CODE_ERROR, hang.GetStatus().GetCode())
	require.Contains(t, hang.GetStatus().GetMessage(), "updated")

	for _, url := range []string{"localhost:4318", "ftp://x", "http://", "%"} {
		_, err := admin.New(admin.Options{OTLP: url})
		require.ErrorContains(t, err, "is not the URL of a collector", url)
	}
}

func eventsOf(s *otlp.Span) string {
	var names []string
	for _, e := range s.Events {
		names = append(names, e.Name)
	}
	return strings.Join(names, " ")
}
