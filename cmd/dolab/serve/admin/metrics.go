package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dolab/durable"
)

// metrics count what happens in the worlds, for Prometheus.
type metrics struct {
	requests *prometheus.CounterVec
	took     prometheus.Histogram
	events   map[string]*prometheus.CounterVec // by the kind of the event, each by class
	faults   prometheus.Counter
	frames   *prometheus.CounterVec
	late     prometheus.Histogram
	handler  http.Handler
}

// counted are the kinds of events that are counted, by the names of their metrics.
var counted = []struct{ kind, name, help string }{
	{"call", "calls_total", "Calls and requests that have set out for an object."},
	{"turn", "turns_total", "Turns in which a handler or a callback has begun."},
	{"commit", "commits_total", "Commits of objects."},
	{"new", "incarnations_total", "Incarnations that were constructed."},
	{"evict", "evictions_total", "Incarnations that have left memory quietly."},
	{"reset", "resets_total", "Incarnations that were reset."},
	{"crash", "crashes_total", "Incarnations whose machine was lost."},
	{"alarm.fire", "alarms_total", "Alarms that the alarm manager has delivered."},
	{"alarm.failed", "alarm_failures_total", "Runs of an alarm handler that have failed."},
	{"alarm.abandon", "alarms_abandoned_total", "Alarms that the alarm manager has given up."},
	{"ws.accept", "sockets_accepted_total", "WebSockets that objects have accepted."},
}

// latenesses are the buckets of how late an alarm is, in seconds.
var latenesses = []float64{0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 30, 60, 300, 3600}

func newMetrics(a *Admin) *metrics {
	r := prometheus.NewRegistry()
	m := &metrics{events: map[string]*prometheus.CounterVec{}}
	vec := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "dolab", Name: name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		h := prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "dolab", Name: name, Help: help, Buckets: buckets})
		r.MustRegister(h)
		return h
	}
	for _, c := range counted {
		m.events[c.kind] = vec(c.name, c.help, "class")
	}
	m.requests = vec("http_requests_total", "HTTP requests that were answered.", "method", "status")
	m.frames = vec("socket_frames_total", "Frames of WebSockets.", "direction")
	m.faults = prometheus.NewCounter(prometheus.CounterOpts{Namespace: "dolab", Name: "faults_total", Help: "Faults that have struck."})
	m.took = histogram("http_request_seconds", "How long HTTP requests took.", prometheus.DefBuckets)
	m.late = histogram("alarm_lateness_seconds", "How long after its time the alarm manager delivers an alarm.", latenesses)
	r.MustRegister(m.faults, newGauges(a), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(r, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
	return m
}

// take counts an event.
func (m *metrics) take(e *event) {
	switch e.Ev {
	case "fault":
		m.faults.Inc()
		return
	case "ws.in", "ws.out":
		m.frames.WithLabelValues(strings.TrimPrefix(e.Ev, "ws.")).Inc()
		return
	}
	c := m.events[e.Ev]
	class, _, is := strings.Cut(e.Who, "/")
	if c == nil || !is {
		return
	}
	c.WithLabelValues(class).Inc()
	if late, is := e.late(); is {
		m.late.Observe(late.Seconds())
	}
}

// methods have a label of their own: a client may send any others.
var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// Requested counts a request that was answered.
func (a *Admin) Requested(method string, status int, took time.Duration) {
	if a.metrics == nil {
		return
	}
	if !slices.Contains(methods, method) {
		method = "other"
	}
	a.metrics.requests.WithLabelValues(method, strconv.Itoa(status)).Inc()
	a.metrics.took.Observe(took.Seconds())
}

// gauges read the worlds at each scrape.
type gauges struct {
	a    *Admin
	list []gauge
}

type gauge struct {
	desc *prometheus.Desc
	of   func(durable.Gauges) int
}

func newGauges(a *Admin) *gauges {
	g := &gauges{a: a}
	add := func(name, help string, of func(durable.Gauges) int) {
		g.list = append(g.list, gauge{prometheus.NewDesc("dolab_"+name, help, nil, nil), of})
	}
	add("objects", "Objects that have been reached.", func(g durable.Gauges) int { return g.Objects })
	add("objects_running", "Objects in memory.", func(g durable.Gauges) int { return g.Running })
	add("events_in_flight", "Events accepted and not yet answered.", func(g durable.Gauges) int { return g.InFlight })
	add("queue_length", "Messages that wait for their turn.", func(g durable.Gauges) int { return g.Queued })
	add("input_gate_waiting", "Events that wait at input gates.", func(g durable.Gauges) int { return g.Waiting })
	add("output_gate_held", "Messages that output gates hold.", func(g durable.Gauges) int { return g.Held })
	add("sockets", "Accepted WebSockets.", func(g durable.Gauges) int { return g.Sockets })
	add("alarms_pending", "Alarms that the alarm manager waits for.", func(g durable.Gauges) int { return g.Alarms })
	return g
}

func (g *gauges) Describe(out chan<- *prometheus.Desc) {
	for _, x := range g.list {
		out <- x.desc
	}
}

// scrapeMax is how long a scrape waits for a world.
const scrapeMax = 5 * time.Second

func (g *gauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeMax)
	defer cancel()
	all, err := askAll(ctx, g.a, func(rt *durable.Runtime) (durable.Gauges, error) { return rt.Gauges(), nil })
	for _, x := range g.list {
		if err != nil {
			out <- prometheus.NewInvalidMetric(x.desc, err)
			continue
		}
		sum := 0
		for _, one := range all {
			sum += x.of(one)
		}
		out <- prometheus.MustNewConstMetric(x.desc, prometheus.GaugeValue, float64(sum))
	}
}

func (a *Admin) serveMetrics(w http.ResponseWriter, q *http.Request, _ *params) {
	if a.metrics == nil {
		fail(w, &Error{Status: http.StatusNotFound, Message: "metrics are not on: dolab dev --metrics"})
		return
	}
	a.metrics.handler.ServeHTTP(w, q)
}
