package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"dolab/cmd/dolab/serve"
	"dolab/cmd/dolab/serve/admin"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
	"dolab/durable/worker/project"
)

// devOptions are the flags of dolab dev.
type devOptions struct {
	port       int
	host       string
	persist    string
	durability string
	profile    string
	faults     []string
	env        string
	bindings   string
	log        string
	header     bool
	metrics    bool
	otlp       string
	grace      time.Duration
}

func (a *app) devCommand() *cobra.Command {
	o := &devOptions{}
	c := &cobra.Command{
		Use:   "dev [DIR]",
		Short: "Serve a Worker over HTTP and WebSockets, as local emulation",
		Long: "Dev reads the wrangler project in DIR, or in this folder, and serves it on this machine. Time and " +
			"connections are real, and bodies stream. When a file of the project changes, dev deploys it anew: objects in " +
			"memory are reset, their storage stays. With --grace they first go on with what they have begun, without storage. " +
			"After an error the version before goes on. A request to " +
			"/cdn-cgi/handler/scheduled?cron=CRON runs the scheduled handler.\n\n" +
			"Where there is no project, dev serves the objects in Go of the examples and of the experiments, in one world " +
			"a core. /Room/lobby/ws?name=anna is the fetch of the chat room lobby. A POST to /Limiter/anna/call/Take " +
			"calls a method with the JSON array of arguments in the body. The path / lists the classes.\n\n" +
			"On a terminal keys act on the world: they fire an alarm, evict, crash, deploy, switch faults, clear storage " +
			"and save the trace. The key ? lists them. Requests below " + admin.Prefix + "/ do the same: objects, kv, sql, " +
			"alarms, schedules, gates, sockets, meter, faults, trace and events. A browser finds a page there.\n\n" +
			"With --persist-to databases are files, as the reference runtime lays them out, and nothing that was answered " +
			"is lost, whatever kills dev. One process has the folder at a time, dev or the reference runtime. An interrupt " +
			"ends dev in good order.\n\n" +
			"The flag --fault takes faults as list faults shows them.",
		Example: "  dolab dev\n" +
			"  dolab dev . --port 3000 --persist-to .dolab\n" +
			"  dolab dev . --profile production --fault \"stub.response p=5% error=L1\"",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := ""
			if len(args) > 0 {
				dir = args[0]
			}
			return a.dev(dir, o)
		},
	}
	f := c.Flags()
	f.IntVar(&o.port, "port", 8787, "serve on this port, or the next free one")
	f.StringVar(&o.host, "host", "127.0.0.1", "serve on this address; anything but loopback lets other machines in")
	f.StringVar(&o.persist, "persist-to", "", "keep databases as files below DIR; without it they are in memory")
	f.StringVar(&o.durability, "durability", "power", "what an answered write survives: power (fsync) or process")
	f.StringVar(&o.profile, "profile", "workerd", "latencies and limits: ideal, workerd, production, hostile")
	f.StringArrayVar(&o.faults, "fault", nil, "what goes wrong, as list faults shows it; repeat it for more")
	f.BoolVar(&o.header, "fault-header", false, "let a request say in its header dolab-fault what goes wrong with it")
	f.StringVar(&o.env, "env", "", "the environment of the configuration file")
	f.StringVar(&o.bindings, "bindings", "", "a module whose exports replace bindings")
	f.StringVar(&o.log, "log", "text", "how requests and the console are logged on stderr: text, json or none")
	f.BoolVar(&o.metrics, "metrics", false, "metrics for Prometheus, at "+admin.Prefix+"/metrics")
	f.StringVar(&o.otlp, "otlp", "", "send spans of OpenTelemetry to the collector at a URL: http://127.0.0.1:4318")
	f.Var(&one[time.Duration]{
		to: &o.grace, text: "0s", parse: duration(0, graceMax), form: "a duration such as 30s, up to " + span(graceMax), kind: "duration",
	}, "grace", "how long objects that a deploy has overtaken go on; production: up to 30s")
	return c
}

// graceMax is twenty times that of production.
const graceMax = 10 * time.Minute

// options reads the flags.
func (o *devOptions) options() (so serve.Options, err error) {
	if so.Profile, err = platform.ProfileByName(o.profile); err != nil {
		return so, usage("--profile: %w", err)
	}
	if so.Durability, err = durable.ParseDurability(o.durability); err != nil {
		return so, usage("--durability: %w", err)
	}
	if !slices.Contains(logForms, o.log) {
		return so, usage("--log %s: want %s", shortened(o.log), strings.Join(logForms, ", "))
	}
	if o.port < 0 || o.port > 65535 {
		return so, usage("--port %d: want 0 to 65535", o.port)
	}
	if len(o.faults) > 0 {
		if _, err := platform.NewPlan(o.faults...); err != nil {
			return so, usage("--fault: %w", err)
		}
	}
	so.Dir, so.FaultHeader, so.Grace = o.persist, o.header, o.grace
	return so, nil
}

// logForms are what --log takes.
var logForms = []string{"text", "json", "none"}

// logTo logs requests and the console in a form.
func (a *app) logTo(o *serve.Options, form string) {
	switch form {
	case "text":
		o.Log = func(method, path string, status int, took time.Duration) {
			a.complain("%s %s %d (%s)\n", method, path, status, took.Round(10*time.Microsecond))
		}
		o.Console = func(who, text string) { a.complain("%s: %s\n", who, text) }
	case "json":
		l := slog.New(slog.NewJSONHandler(a.stderr, nil))
		o.Log = func(method, path string, status int, took time.Duration) {
			l.Info("request", "method", method, "path", path, "status", status, "ms", float64(took.Microseconds())/1000)
		}
		o.Console = func(who, text string) { l.Info("console", "who", who, "text", text) }
	}
}

// portsMax is how many ports are tried.
const portsMax = 20

// listen takes the port, or the next free one.
func listen(host string, port int) (net.Listener, error) {
	var first error
	for n := range portsMax {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port+n)))
		if err == nil {
			return l, nil
		}
		if first == nil {
			first = err
		}
		if port == 0 || port+n == 65535 {
			break
		}
	}
	return nil, fmt.Errorf("dev: %w", first)
}

// dev serves the project in dir. An empty dir is the current folder; where that holds no project, dev serves the built-in
// classes.
func (a *app) dev(dir string, o *devOptions) error {
	so, err := o.options()
	if err != nil {
		return err
	}
	load := func() (*worker.Worker, error) {
		at := cmp.Or(dir, ".")
		return loadWorker("dev "+typed(at), at, worker.WithEnvironment(o.env), worker.WithBindings(o.bindings))
	}
	name, began := "The built-in objects", time.Now()
	switch so.Worker, err = load(); {
	case dir == "" && errors.Is(err, project.ErrNone):
		so.Classes = builtIn()
	case err != nil:
		return err
	default:
		name = so.Worker.Config().Name
		a.warn(so.Worker)
	}
	a.logTo(&so, o.log)
	so.Admin, err = admin.New(admin.Options{
		Name: name, Host: o.host, Faults: o.faults, Exit: func() { a.interrupted.Store(true) },
		Text:    func(out io.Writer) io.Writer { return &textTrace{out: out} },
		Metrics: o.metrics, OTLP: o.otlp,
	})
	if err != nil {
		return usage("--otlp: %w", err)
	}
	if logged := so.Log; o.metrics {
		so.Log = func(method, path string, status int, took time.Duration) {
			so.Admin.Requested(method, status, took)
			if logged != nil {
				logged(method, path, status, took)
			}
		}
	}
	s, err := serve.New(so)
	if err != nil {
		return usage("dev: %w", err)
	}
	l, err := listen(o.host, o.port)
	if err != nil {
		return errors.Join(usage("%w", err), s.Stop(context.Background()))
	}
	if at := l.Addr().(*net.TCPAddr).Port; o.port != 0 && at != o.port {
		a.complain("Port %d is taken.\n", o.port)
	}
	if at := l.Addr().(*net.TCPAddr).IP; !at.IsLoopback() {
		a.complain("%s is not loopback: other machines reach what is served.\n", at)
	}
	url := "http://" + l.Addr().String()
	a.complain("%s: %s. Ctrl-C ends it.\n", name, url)
	a.complain("Objects, alarms and faults: %s%s/\n", url, admin.Prefix)
	defer a.listenKeys(&keys{a: a, admin: so.Admin, url: url, keeps: o.persist != "", browse: browse})()
	if so.Worker == nil {
		return a.answer(s, so.Admin, l)
	}
	ctx, cancel := context.WithCancel(context.Background())
	w := &watcher{app: a, s: s, load: load, run: so.Worker, began: began}
	var watching sync.WaitGroup
	watching.Go(func() { w.watch(ctx) })
	err = a.answer(s, so.Admin, l)
	cancel()
	watching.Wait()
	w.run.Close()
	return err
}

// How long the end waits. A second signal ends it at once.
const (
	drainMax = 2 * time.Second  // for requests under way; connections that stay open are cut then
	closeMax = 10 * time.Second // for what has been written to be on the disk
)

// answer serves until the user interrupts.
func (a *app) answer(s *serve.Server, adm *admin.Admin, l net.Listener) error {
	a.grace.Store(int64(drainMax + closeMax + time.Second))
	h := s.HTTP()
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(serve.Limit(l, serve.ConnectionsMax)) }()
	wait := time.NewTicker(50 * time.Millisecond)
	defer wait.Stop()
	var err error
	for err == nil && !a.stopped() {
		select {
		case err = <-failed:
		case <-wait.C:
		}
	}
	if a.stopped() {
		ctx, cancel := context.WithTimeout(context.Background(), drainMax)
		err = h.Shutdown(ctx)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			err = h.Close() // WebSockets are told by Stop.
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeMax)
	defer cancel()
	err = errors.Join(err, s.Stop(ctx))
	if flushed := adm.Flush(ctx); flushed != nil {
		a.complain("Spans are lost: %v\n", flushed)
	}
	if a.stopped() && err == nil {
		a.interrupted.Store(false) // That is how it ends.
		a.complain("Stopped.\n")
	}
	return err
}
