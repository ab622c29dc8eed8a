package admin

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"
)

// exporter sends spans to a collector.
type exporter struct{ provider *sdktrace.TracerProvider }

// spansQueued is how many spans wait for the collector before more are dropped.
const spansQueued = 1 << 15

// newExporter sends spans by OTLP over HTTP to a URL such as http://127.0.0.1:4318. Without a path it is /v1/traces.
func newExporter(to, name string) (*exporter, error) {
	u, err := url.Parse(to)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the URL of a collector: want http://HOST:4318", to)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/traces"
	}
	out, err := otlptracehttp.New(context.Background(), otlptracehttp.WithEndpointURL(u.String()))
	if err != nil {
		return nil, err
	}
	return &exporter{sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(out, sdktrace.WithMaxQueueSize(spansQueued)),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", name))),
	)}, nil
}

// spans turns the trace of one world into spans: of each event of a Worker, each call to an object, and each alarm.
// Other lines of the object meanwhile, such as a commit or a log line, are events of that span.
type spans struct {
	tracer  oteltrace.Tracer
	workers map[string]context.Context // events of a Worker, by the names that traces give them
	calls   map[string][]openCall      // by object, in the order of their setting out
	alarms  map[string]context.Context
	current map[string]context.Context // the span that an object works on, or did last
}

// openCall is a call without an answer so far.
type openCall struct {
	what, peer string
	ctx        context.Context
}

// callsMax is how many open calls of an object are kept: calls that a fault has lost are never answered.
const callsMax = 10_000

func (x *exporter) world() *spans {
	return &spans{
		tracer: x.provider.Tracer("dolab"), workers: map[string]context.Context{}, calls: map[string][]openCall{},
		alarms: map[string]context.Context{}, current: map[string]context.Context{},
	}
}

// begin begins a span. The name of a span leaves out names of objects, of which there are too many.
func (s *spans) begin(e *event, parent context.Context, kind oteltrace.SpanKind, name string) context.Context {
	if parent == nil {
		parent = context.Background()
	}
	ctx, span := s.tracer.Start(parent, name, oteltrace.WithTimestamp(e.at), oteltrace.WithSpanKind(kind))
	span.SetAttributes(attribute.String("dolab.who", e.Who))
	return ctx
}

func end(ctx context.Context, e *event, failed string) {
	if ctx == nil {
		return
	}
	span := oteltrace.SpanFromContext(ctx)
	if failed != "" {
		span.SetStatus(codes.Error, failed)
	}
	span.End(oteltrace.WithTimestamp(e.at))
}

// note adds an event to the current span of an object or of a Worker's event.
func (s *spans) note(e *event, attributes ...attribute.KeyValue) {
	ctx := s.current[e.Who]
	if ctx == nil {
		ctx = s.workers[e.Who]
	}
	if ctx != nil {
		oteltrace.SpanFromContext(ctx).AddEvent(e.Ev, oteltrace.WithTimestamp(e.at), oteltrace.WithAttributes(attributes...))
	}
}

func (s *spans) take(e *event) {
	class, _, _ := strings.Cut(e.Who, "/")
	switch e.Ev {
	case "worker":
		s.workers[e.Who] = s.begin(e, nil, oteltrace.SpanKindServer, e.What)
	case "worker.end":
		end(s.workers[e.Who], e, "")
		delete(s.workers, e.Who)
	case "call":
		parent := s.workers[e.Peer]
		if parent == nil {
			parent = s.current[e.Peer]
		}
		open := s.calls[e.Who]
		if len(open) >= callsMax {
			open = open[1:]
		}
		s.calls[e.Who] = append(open, openCall{e.What, e.Peer, s.begin(e, parent, oteltrace.SpanKindInternal, class+" "+e.What)})
	case "alarm.fire":
		ctx := s.begin(e, nil, oteltrace.SpanKindConsumer, class+" alarm")
		late, _ := e.late()
		oteltrace.SpanFromContext(ctx).SetAttributes(
			attribute.String("dolab.alarm", e.What), attribute.Float64("dolab.lateness_seconds", late.Seconds()),
			attribute.Int64("dolab.retries", e.N))
		s.alarms[e.Who] = ctx
	case "turn":
		s.turn(e)
	case "reply":
		s.reply(e)
	case "commit":
		s.note(e, attribute.Int64("n", e.N))
	case "log", "alarm.failed":
		s.note(e, attribute.String("text", e.Note+e.What))
	case "fault":
		s.note(e, attribute.String("fault", e.What))
	case "reset", "crash", "deploy":
		s.note(e, attribute.String("text", e.Note))
		s.gone(e)
	case "evict", "hibernate":
		delete(s.current, e.Who)
	}
}

// turn makes the span of a call or an alarm the current one of its object.
func (s *spans) turn(e *event) {
	if strings.HasPrefix(e.What, "alarm ") {
		s.current[e.Who] = s.alarms[e.Who]
	} else if at := s.find(e); at >= 0 {
		s.current[e.Who] = s.calls[e.Who][at].ctx
	}
	s.note(e, attribute.String("what", e.What))
}

// find returns the first open call that an event is about, -1 for none.
func (s *spans) find(e *event) int {
	for n, c := range s.calls[e.Who] {
		if c.what == e.What && c.peer == e.Peer {
			return n
		}
	}
	return -1
}

func (s *spans) reply(e *event) {
	if strings.HasPrefix(e.What, "alarm ") {
		end(s.alarms[e.Who], e, e.Note)
		delete(s.alarms, e.Who)
		return
	}
	at := s.find(e)
	if at < 0 {
		return
	}
	list := s.calls[e.Who]
	end(list[at].ctx, e, e.Note)
	if list = append(list[:at], list[at+1:]...); len(list) == 0 {
		delete(s.calls, e.Who)
		return
	}
	s.calls[e.Who] = list
}

// gone ends the open spans of an object whose incarnation has ended.
func (s *spans) gone(e *event) {
	why := e.Note
	if why == "" {
		why = e.Ev
	}
	for _, c := range s.calls[e.Who] {
		end(c.ctx, e, why)
	}
	end(s.alarms[e.Who], e, why)
	delete(s.calls, e.Who)
	delete(s.alarms, e.Who)
	delete(s.current, e.Who)
}
