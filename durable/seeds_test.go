package durable_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// TestSeedsKeepTheirMeaning runs worlds in which much happens, with and without faults, and compares what has come of
// them with what is recorded: who keeps a seed must be able to run it again. The output of a run is the hash of its
// trace, the hash of what Inspect shows on the way, what all objects have used, how they stand at the end, and how
// often the faults have struck.
func TestSeedsKeepTheirMeaning(t *testing.T) {
	datadriven.RunTest(t, "testdata/seeds", func(t *testing.T, d *datadriven.TestData) string {
		var profile string
		var seed int
		d.ScanArgs(t, "profile", &profile)
		d.ScanArgs(t, "seed", &seed)
		p, err := platform.ProfileByName(profile)
		require.NoError(t, err)
		var fields []string
		d.MaybeScanArgs(t, "with", &fields)
		p, err = p.Override(fields...)
		require.NoError(t, err)
		var faults []string
		if d.Input != "" {
			faults = strings.Split(d.Input, "\n")
		}
		return bustle(t, p, uint64(seed), faults)
	})
}

// bustle runs clients that do this and that, drawn from the seed, and tells what has come of it.
func bustle(t *testing.T, p platform.Profile, seed uint64, faults []string) string {
	plan, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	var out strings.Builder
	found := map[string]int{}
	w := durabletest.New(t, durabletest.Profile(p), durabletest.WorldOptions(sim.Options{Chooser: sim.Seed(seed)}),
		durabletest.Objects(durable.WithFaults(plan), durable.WithAudit(func(f durable.Finding) {
			found[f.Detail]++
		})))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject, Next: newRenewed, Isolate: "one"})
	for n := range 4 {
		g := &guest{w: w, ns: ns, name: fmt.Sprint("guest", n), stubs: map[string]*durable.Stub{}}
		w.Go(g.name, g.visit)
	}
	looks := sha256.New()
	for range 18 {
		w.Advance(4 * time.Second)
		inspected, err := w.Objects.InspectAll()
		require.NoError(t, err)
		for _, x := range inspected {
			x.Stored.Bytes = 0 // It depends on the version of SQLite.
			_, _ = fmt.Fprintf(looks, "%+v\n", x)
		}
	}
	fmt.Fprintf(&out, "after 72 s %s, and what was to see %x\n", w.Hash(), looks.Sum(nil)[:8])
	w.Advance(time.Hour)
	fmt.Fprintf(&out, "at the end %s\n", w.Hash())
	m, err := w.Objects.Meter()
	require.NoError(t, err)
	for _, o := range m.Objects {
		o.StoredBytes = 0
		v, err := w.Objects.Look(ns.GetByName(strings.TrimPrefix(o.Who, "Obj/")))
		require.NoError(t, err)
		fmt.Fprintf(&out, "%s: %+v\nlost %d, sockets %d\n%v\n", o.Who, o.Usage, v.Lost, v.Sockets, v)
	}
	fmt.Fprintf(&out, "faults struck %v, the audit found %v\n", plan.Struck(), found)
	return out.String()
}

// guest is a client that does what it draws.
type guest struct {
	w     *durabletest.World
	ns    *durable.Namespace
	name  string
	stubs map[string]*durable.Stub
	sock  *durable.Socket
}

func (g *guest) visit() {
	for range 40 {
		g.w.Sleep(time.Duration(g.w.Choose("guest.pause", 4000)) * time.Millisecond)
		g.act()
	}
}

// scripts are what objects are told to do: see scripted.
var scripts = []string{
	"put n 1", "inc n", "get n", "del n", "race n", "put n 1|sync|get n", "put-unconfirmed n 2", "del-unconfirmed n",
	"alarm 0s", "alarm 700ms", "alarm 20s", "alarm 2h", "noalarm", "alarm-unconfirmed 5s", "noalarm-unconfirmed",
	"alarm 3s|put a 1|alarm 9s", "alarm?", "on-alarm inc rung", "on-alarm alarm 4s", "on-alarm fail no luck",
	"on-alarm sleep 1s & inc rung & alarm 1s", "on-alarm alarm-at-own-time", "on-alarm abort-no-retry",
	"on-alarm noalarm & sync & say rung", "alarm 1s|deleteall", "deleteall", "sleep 0s", "sleep 40ms|inc n", "sleep 15s",
	"txn ok put n 5 & inc n", "txn fail put n 6 & fail no", "txn ok txn fail put n 1 ^ fail no & inc n",
	"sql CREATE TABLE IF NOT EXISTS t (n)", "sql INSERT INTO t VALUES (1), (2)", "sql SELECT count(*) FROM t",
	"sql DELETE FROM t WHERE rowid % 2", "sql SELECT random() % 10", "fill f 5000", "cpu 30ms|inc n", "cpu 0s",
	"allocate 3|free 2", "allocate 1|sleep 2s|free 1", "go inc n & sleep 1s & inc n", "go call b inc n", "now",
	"block sleep 200ms & inc n", "block inc n", "block fail no", "block-later sleep 100ms & inc n|get n",
	"block-later fail later|put n 9", "block block sleep 10ms ^ inc n & get n", "fail no", "put n 3|fail no", "abort",
	"put n 4|abort gone", "put n 4|sleep 10ms|abort gone", "call b inc n|get n", "put n 1|call c get n", "call a sleep 1s",
	"call b call c inc n", "try call b fail no|inc n", "sync", "inc n|sleep 5s|inc n", "block call c get n",
}

func (g *guest) act() {
	w := g.w
	object := []string{"a", "b", "c"}[w.Choose("guest.object", 3)]
	stub := g.stubs[object]
	if stub == nil || w.Choose("guest.stub", 3) == 0 {
		stub = g.ns.GetByName(object)
		g.stubs[object] = stub
	}
	script := scripts[w.Choose("guest.script", len(scripts))]
	said, err := "", error(nil)
	switch w.Choose("guest.way", 12) {
	default:
		said, err = durable.Call[string](stub, "Run", script)
	case 6: // Nobody waits for it.
		w.Go(g.name+" aside", func() { _, _ = stub.Call("Run", script) })
	case 7:
		g.sock, err = stub.Dial(durable.NewRequest("http://x/"))
	case 8, 9:
		said, err = g.write(script)
	case 10:
		if g.sock != nil {
			err = g.sock.Close(1000, "bye")
		}
	case 11:
		said, err = g.rule(stub)
	}
	note := said
	if err != nil {
		note = show(err)
	}
	w.Trace(actor.Event{Kind: "=>", Who: g.name, Note: note})
}

// write sends a script over a socket and hears what comes of it.
func (g *guest) write(script string) (string, error) {
	if g.sock == nil {
		return "", nil
	}
	if err := g.sock.SendText(script); err != nil {
		return "", err
	}
	m, err := g.sock.ReceiveTimeout(2 * time.Second)
	return m.Text, err
}

// rule is what the platform, and a client that dies, does now and then.
func (g *guest) rule(stub *durable.Stub) (string, error) {
	rt := g.w.Objects
	switch g.w.Choose("guest.rule", 5) {
	case 0:
		return "crash", rt.Crash(stub)
	case 1:
		return "evict", rt.Evict(stub)
	case 2:
		return "restart", rt.RestartAlarms()
	case 3:
		if g.sock != nil {
			g.sock.Drop()
		}
		return "drop", nil
	}
	rows, err := rt.Query(stub, "SELECT count(*) FROM sqlite_master")
	return fmt.Sprint(rows), err
}
