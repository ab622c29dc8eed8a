package durabletest

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// Option changes how a world begins. Options may stand in any order, and each sets what it is about and nothing else.
// Where two set the same, the later one counts; what Objects is given adds up.
type Option func(*options)

type options struct {
	world   sim.Options
	profile platform.Profile
	objects []durable.Option
	loose   bool
}

// Seed sets the seed, which is that of the flag -dolab.seed otherwise.
func Seed(n uint64) Option { return Chooser(sim.Seed(n)) }

// Chooser sets the source of all chance, in the place of a seed. Nil is the seed of the flag.
func Chooser(c actor.Chooser) Option { return func(o *options) { o.world.Chooser = c } }

// Profile sets the numbers, which are platform.Ideal otherwise.
func Profile(p platform.Profile) Option { return func(o *options) { o.profile = p } }

// WorldOptions sets several things about the world at once: those whose fields are not zero. A negative TailMax keeps
// no trace.
func WorldOptions(w sim.Options) Option {
	return func(o *options) {
		set(&o.world.Chooser, w.Chooser)
		set(&o.world.Trace, w.Trace)
		set(&o.world.TailMax, w.TailMax)
		set(&o.world.StepsMax, w.StepsMax)
		set(&o.world.InstantMax, w.InstantMax)
		set(&o.world.ResumesMax, w.ResumesMax)
		set(&o.world.QueueMax, w.QueueMax)
		if w.Stop != nil {
			o.world.Stop = w.Stop
		}
		if !w.Start.IsZero() {
			o.world.Start = w.Start
		}
	}
}

// set gives a field a value that is not zero.
func set[T comparable](field *T, value T) {
	var zero T
	if value != zero {
		*field = value
	}
}

// Start sets the time at which the world begins.
func Start(at time.Time) Option { return func(o *options) { o.world.Start = at } }

// Objects passes options on to durable.New.
func Objects(list ...durable.Option) Option {
	return func(o *options) { o.objects = append(o.objects, list...) }
}

// LooseArguments lets calls pass that have fewer or more arguments than the method takes, as JavaScript does: see
// durable.Stub.Call. Otherwise they fail with a TypeError, because in Go that is a mistake as a rule.
func LooseArguments() Option { return func(o *options) { o.loose = true } }

// tailMax is how many trace lines a failing test prints.
const tailMax = 40

// collect applies the options to what holds without any.
func collect(list []Option) *options {
	o := &options{profile: platform.Ideal()}
	o.world.TailMax = tailMax
	for _, option := range list {
		option(o)
	}
	if o.world.Chooser == nil {
		o.world.Chooser = sim.Seed(*seed)
	}
	o.world.TailMax = max(o.world.TailMax, 0)
	if !o.loose {
		o.objects = append([]durable.Option{durable.WithStrictArguments()}, o.objects...)
	}
	return o
}

// replay says how the test is run again with the same chance. A Chooser that is no seed is the test's own affair.
func (o *options) replay(test string) string {
	command := "go test -run " + Pattern(test)
	if c, ok := o.world.Chooser.(interface{ Seed() uint64 }); ok {
		return fmt.Sprintf("seed %d: %s -dolab.seed=%d", c.Seed(), command, c.Seed())
	}
	return fmt.Sprintf("the chance of this world is a %T of the test's: %s", o.world.Chooser, command)
}

// Pattern is the argument of go test -run, quoted for a shell, that runs the test of that name only: subtests, whose
// names may have any characters, are matched part by part.
func Pattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return "'" + strings.ReplaceAll(strings.Join(parts, "/"), "'", `'\''`) + "'"
}
