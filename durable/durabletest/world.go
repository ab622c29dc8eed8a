package durabletest

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"dolab/actor"
	"dolab/durable"
)

var seed = flag.Uint64("dolab.seed", 1, "seed of the worlds that tests run in")

// GivenSeed is the seed of the flag -dolab.seed, 1 where it is not given.
func GivenSeed() uint64 { return *seed }

// World is a simulated world with Durable Objects, for one test. Its methods fail the test where those of the
// embedded types return an error.
type World struct {
	*actor.World
	Objects *durable.Runtime

	t testing.TB
}

// Option changes how a world begins.
type Option func(*options)

type options struct {
	world   actor.Options
	profile durable.Profile
	objects []durable.Option
}

// Seed sets the seed, which is that of the flag -dolab.seed otherwise.
func Seed(n uint64) Option { return func(o *options) { o.world.Chooser = actor.Seed(n) } }

// Chooser sets the source of all chance.
func Chooser(c actor.Chooser) Option { return func(o *options) { o.world.Chooser = c } }

// Profile sets the numbers, which are durable.Ideal otherwise.
func Profile(p durable.Profile) Option { return func(o *options) { o.profile = p } }

// WorldOptions sets everything about the world at once.
func WorldOptions(w actor.Options) Option { return func(o *options) { o.world = w } }

// Start sets the time at which the world begins.
func Start(at time.Time) Option { return func(o *options) { o.world.Start = at } }

// Objects passes options on to durable.New.
func Objects(list ...durable.Option) Option {
	return func(o *options) { o.objects = append(o.objects, list...) }
}

// tailMax is how many trace lines a failing test prints.
const tailMax = 40

// New returns a world that ends with the test.
func New(t testing.TB, list ...Option) *World {
	t.Helper()
	o := options{profile: durable.Ideal()}
	o.world.Chooser, o.world.TailMax = actor.Seed(*seed), tailMax
	for _, option := range list {
		option(&o)
	}
	w := &World{World: actor.NewSim(o.world), t: t}
	w.Objects = durable.New(w.World, o.profile, o.objects...)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the end of the trace:\n%s", strings.Join(w.Tail(), ""))
			t.Logf("seed %d: go test -run '^%s$' -dolab.seed=%d", *seed, t.Name(), *seed)
		}
		w.Close()
	})
	return w
}

// Namespace declares a class.
func (w *World) Namespace(c durable.Class) *durable.Namespace {
	w.t.Helper()
	ns, err := w.Objects.Namespace(c)
	w.must(err)
	return ns
}

// Class declares a class whose constructor cannot fail.
func Class[T durable.Object](w *World, name string, construct func(*durable.State) T) *durable.Namespace {
	w.t.Helper()
	return w.Namespace(durable.Class{Name: name, New: func(st *durable.State) (durable.Object, error) {
		return construct(st), nil
	}})
}

// Advance lets the world run for d.
func (w *World) Advance(d time.Duration) {
	w.t.Helper()
	w.must(w.World.Advance(d))
}

// Settle lets the world run until nothing is pending but housekeeping.
func (w *World) Settle() {
	w.t.Helper()
	w.must(w.World.Settle())
}

// Do runs job as a process of the world, until it returns.
func (w *World) Do(job func()) {
	w.t.Helper()
	w.must(w.World.Do(w.t.Name(), job))
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(fmt.Errorf("world: %w", err))
	}
}
