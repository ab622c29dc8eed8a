package durable_test

import (
	"flag"
	"fmt"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

var (
	sweepSeed  = flag.Int64("faults.seed", 1, "first seed of TestFaultSweep")
	sweepSeeds = flag.Int64("faults.seeds", 150, "number of seeds of TestFaultSweep")
)

// resources are faults of what an object and its isolate can run out of, but for when they strike.
var resources = []string{
	"object.turn %s cpu=100ms..20s", "object.turn %s if=construct cpu=40s", "object.turn %s if=alarm cpu=10s..40s",
	"object.turn %s memory=5", "object.turn %s memory=200", "object.turn %s hibernate", "object.turn %s evict=close",
	"isolate %s slow=1ms..2s", "isolate %s reset=L12", "isolate %s reset=L13",
	"storage.op %s full", "storage.op %s full=1s..30s", "storage.op %s if=write full=10s",
	"stub.request %s flood=2", "stub.request %s flood=150",
}

// drawnResource returns one of them.
func drawnResource(r *rand.Rand) string {
	when := []string{"nth=%d", "every=%d", "p=5%% times=%d"}[r.Intn(3)]
	whom := []string{"Obj/*", "Obj/a", "Obj/b"}[r.Intn(3)]
	return fmt.Sprintf(resources[r.Intn(len(resources))], whom+" "+fmt.Sprintf(when, 1+r.Intn(8)))
}

// drawn returns a fault drawn from what the points allow.
func drawn(r *rand.Rand) string {
	points := platform.Points()
	p := points[r.Intn(len(points))]
	text := p.Name + " " + []string{"Obj/*", "Obj/a", "Obj/b"}[r.Intn(3)]
	text += []string{"", " nth=" + strconv.Itoa(1+r.Intn(6)), " p=10%", " every=3", " times=2"}[r.Intn(5)]
	if len(p.If) > 0 && r.Intn(3) == 0 {
		text += " if=" + []string{"", "!"}[r.Intn(2)] + strings.Replace(p.If[r.Intn(len(p.If))], ":", ":n", 1)
	}
	kind := p.Do[r.Intn(len(p.Do))]
	if names := p.Names[kind]; len(names) > 0 {
		return text + " " + kind + names[r.Intn(len(names))]
	}
	if slices.Contains(p.Counts, kind) {
		return text + " " + kind + []string{"3", "40", "200"}[r.Intn(3)]
	}
	if kind[len(kind)-1] == '=' {
		return text + " " + kind + []string{"1ms..1s", "40s", "5s"}[r.Intn(3)]
	}
	return text + " " + kind
}

// storm runs clients that count, arm alarms and talk over sockets under faults, heals, and checks that what somebody
// was told is stored, that all objects answer again, and that the last alarm rings.
func storm(t *testing.T, seed int64, texts []string) (hash string) {
	profile := platform.Production()
	switch seed % 3 {
	case 0:
		profile = platform.Hostile()
	case 1:
		profile.QueueMax, profile.DepthMax, profile.RateMax = 3, 3, 8
		profile.StorageMax = 40 << 10
	}
	plan, err := platform.NewPlan(texts...)
	require.NoError(t, err)
	w := sim.New(sim.Options{Chooser: sim.Seed(uint64(seed)), StepsMax: 1_000_000})
	defer w.Close()
	rt := durable.New(w.World, profile, durable.WithFaults(plan))
	ns, err := rt.Namespace(durable.Class{Name: "Obj", New: newSubject, Next: newRenewed, Isolate: "one"})
	require.NoError(t, err)
	told := map[string]int{}
	scripts := []string{
		"inc n", "inc n|sleep 2s|get n", "sync|inc n|alarm 3s", "inc n|call b inc n", "on-alarm inc m&call b inc m",
		"block inc n&sleep 1s", "inc n|alarm 30s", "inc n|noalarm", "go sleep 1s&inc m|inc n", "inc n|alarm 1s|abort",
		"inc n|cpu 300ms|get n", "allocate 40|inc n|sleep 2s|free 40", "fill big 20000|inc n", "try fill big 40000|inc n",
		"inc n|go cpu 2s&inc m",
	}
	for c := range 6 {
		w.Go(fmt.Sprint("client ", c), func() {
			for range 6 {
				w.Sleep(time.Duration(w.Choose("pause", 4000)) * time.Millisecond)
				object := []string{"a", "b"}[w.Choose("object", 2)]
				script := scripts[w.Choose("script", len(scripts))]
				_, err := durable.Call[string](ns.GetByName(object), "Run", script)
				if err == nil && script != scripts[4] {
					told[object]++
				}
			}
		})
	}
	w.Go("socket", func() {
		for range 4 {
			sock, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
			for err == nil {
				if err = sock.SendText("inc m|say x"); err == nil {
					_, err = sock.ReceiveTimeout(5 * time.Second)
				}
				w.Sleep(2 * time.Second)
				if w.Choose("leave", 4) == 0 {
					break
				}
			}
			w.Sleep(time.Second)
		}
	})
	require.NoError(t, w.Advance(2*time.Minute))
	require.NoError(t, rt.SetFaults(nil))
	require.NoError(t, rt.RestartAlarms())
	require.NoError(t, w.Advance(20*time.Minute))
	for _, object := range []string{"a", "b"} {
		got, err := durable.Call[string](ns.GetByName(object), "Run", "del big|noalarm|on-alarm put rung 1|put n-|get n")
		require.NoError(t, err)
		var n int
		_, found, _ := strings.Cut(got, "n=")
		_, _ = fmt.Sscanf(found, "%d", &n)
		require.GreaterOrEqual(t, n, told[object], "%s was told of more than is stored", object)
		_, err = durable.Call[string](ns.GetByName(object), "Run", "alarm 10s")
		require.NoError(t, err)
		require.NoError(t, w.Advance(5*time.Minute))
		got, err = durable.Call[string](ns.GetByName(object), "Run", "get rung")
		require.NoError(t, err)
		require.Equal(t, "rung=1", got)
	}
	return w.Hash()
}

// TestFaultSweep draws plans from all points: nothing breaks inside the platform, nothing that was told is lost, and
// the same seed gives the same trace.
func TestFaultSweep(t *testing.T) { sweep(t, "TestFaultSweep", drawn) }

// TestResourceSweep does so with what objects run out of.
func TestResourceSweep(t *testing.T) { sweep(t, "TestResourceSweep", drawnResource) }

func sweep(t *testing.T, name string, draw func(*rand.Rand) string) {
	for seed := *sweepSeed; seed < *sweepSeed+*sweepSeeds; seed++ {
		r := rand.New(rand.NewSource(seed))
		var texts []string
		for range 1 + r.Intn(6) {
			texts = append(texts, draw(r))
		}
		ok := t.Run(fmt.Sprint(seed), func(t *testing.T) {
			hash := storm(t, seed, texts)
			if seed%10 == 0 {
				require.Equal(t, hash, storm(t, seed, texts))
			}
		})
		if !ok {
			t.Fatalf("%q\ngo test ./durable -run '^%s$' -faults.seed=%d -faults.seeds=1", texts, name, seed)
		}
	}
}

// TestNoFaultsNoTrace: a plan without faults, and one with a fault that never strikes, leave the trace as it is.
func TestNoFaultsNoTrace(t *testing.T) {
	bare := storm(t, 1, nil)
	require.Equal(t, bare, storm(t, 1, []string{"stub.request Obj/z p=50% drop", "object.turn Obj/z crash"}))
	require.NotEqual(t, bare, storm(t, 2, nil))
}
