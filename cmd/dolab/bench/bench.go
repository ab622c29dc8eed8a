package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// Options say what is measured, and how long.
type Options struct {
	Workerd    string        // binary of the reference runtime; "" leaves its side out
	Durability string        // of our sides: power or process
	For        time.Duration // each row, side and round
	Rounds     int
	Only       []string // parts of the names of rows; none for all
	Quick      bool     // small counts, to see that all of it works
	Dir        string   // where databases are made; "" for the system's temporary folder
	Profiles   string   // folder for CPU profiles of our sides; "" for none
	Raw        bool     // keep the latency of each answer
	Child      []string // command that runs Child.Serve
	ChildEnv   []string
	Log        io.Writer   // what servers say
	Stop       func() bool // the user has interrupted
	Progress   func(text string)

	Endure time.Duration // a mixed load for so long, instead of the rows
	Rate   int           // … with so many requests a second to each side
}

// side is what is measured.
type side string

const (
	script    side = kindScript
	reference side = "reference"
	golang    side = kindGo
	null      side = kindNull
)

// title is the side's name in tables.
func (s side) title() string {
	return map[side]string{script: "script class here", reference: "script class there", golang: "Go class here", null: "client's ceiling"}[s]
}

// bench is a benchmark under way.
type bench struct {
	o       Options
	dir     string
	running []*process
	ctx     context.Context // ends when the user interrupts
	report  *Report
}

// errStopped: the user has interrupted.
var errStopped = errors.New("interrupted")

// Run measures and shows what it has found, also where it ends early. It returns when all servers have ended and what
// they have written is removed.
func Run(o Options, show func(*Report) error) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b := &bench{o: o, ctx: ctx, report: newReport(o)}
	if b.dir, err = os.MkdirTemp(o.Dir, "dolab-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.end()) }()
	if err := writeProject(b.dir); err != nil {
		return err
	}
	defer b.watch(cancel)()
	if o.Endure > 0 {
		err = b.endure()
	} else if err = b.ceiling(); err == nil {
		err = b.rows()
	}
	if b.stopped() {
		err = nil // The interrupt closes connections and kills servers.
	}
	return errors.Join(err, show(b.report)) // Before the end, which may take long.
}

// stopped reports whether the user has interrupted.
func (b *bench) stopped() bool { return b.ctx.Err() != nil }

// sleep waits for d, or until the user interrupts.
func (b *bench) sleep(d time.Duration) {
	select {
	case <-time.After(d):
	case <-b.ctx.Done():
	}
}

// watch cancels once the user has interrupted, until the func that it returns is called.
func (b *bench) watch(cancel func()) (end func()) {
	over := make(chan struct{})
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-over:
				return
			case <-tick.C:
				if b.o.Stop() {
					cancel()
					return
				}
			}
		}
	}()
	return func() { close(over) }
}

// end ends all servers and removes the folder.
func (b *bench) end() (err error) {
	for _, p := range slices.Clone(b.running) {
		err = errors.Join(err, b.stop(p))
	}
	if b.stopped() && exec.Command("rm", "-rf", b.dir).Start() == nil {
		return err // An interrupt leaves no time for many files.
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}

func (b *bench) stop(p *process) error {
	b.running = slices.DeleteFunc(b.running, func(x *process) bool { return x == p })
	if b.stopped() {
		_ = p.cmd.Process.Kill() // Its end may take longer than an interrupt leaves time for.
		return nil
	}
	return p.stop()
}

// sides are those that are compared.
func (b *bench) sides() []side {
	if b.o.Workerd == "" {
		return []side{script, golang}
	}
	return []side{script, reference, golang}
}

// ceiling measures what the client can do at most: against a server that answers the same bytes to everything.
func (b *bench) ceiling() error {
	p, err := b.start(null)
	if err != nil {
		return err
	}
	for _, conns := range b.conns() {
		l := load{conns: conns, span: min(b.o.For, time.Second), path: func(int, int) string { return "/" }, raw: false}
		s, err := b.measure(p, l)
		if err != nil {
			return err
		}
		b.report.add("client's ceiling", conns, null, s)
	}
	return b.stop(p)
}

// conns are the numbers of connections of a row that varies them.
func (b *bench) conns() []int {
	if b.o.Quick {
		return []int{1, 8}
	}
	return []int{1, 32, 128}
}

// rows measures all rows that were asked for.
func (b *bench) rows() error {
	var list []*process
	for _, r := range b.table() {
		if len(b.o.Only) > 0 && !slices.ContainsFunc(b.o.Only, func(part string) bool { return strings.Contains(r.name, part) }) {
			continue
		}
		if list == nil && !r.fresh {
			for _, s := range b.sides() {
				p, err := b.start(s)
				if err != nil {
					return err
				}
				list = append(list, p)
			}
		}
		for _, n := range r.sizes {
			if err := b.row(r, n, list); err != nil {
				return err
			}
		}
	}
	return nil
}

// row measures one row in its rounds. Sides take turns, and another one begins each round.
func (b *bench) row(r row, n int, list []*process) error {
	rounds := b.o.Rounds
	if r.once {
		rounds = 1
	}
	for round := range rounds {
		sides := b.sides()
		for at := range sides {
			at = (at + round) % len(sides)
			b.o.Progress(fmt.Sprintf("%s, %s: %s, round %d of %d", r.name, r.size(n), sides[at].title(), round+1, rounds))
			s, err := b.slot(r, n, round, sides[at], list, at)
			if b.stopped() {
				return errStopped // The sample was cut short.
			}
			if err != nil {
				return fmt.Errorf("%s, %s: %s: %w", r.name, r.size(n), sides[at].title(), err)
			}
			b.report.add(r.name, n, sides[at], s)
		}
	}
	return nil
}

func (b *bench) slot(r row, n, round int, s side, list []*process, at int) (Sample, error) {
	if !r.fresh {
		return r.run(b, list[at], n, round)
	}
	p, err := b.start(s)
	if err != nil {
		return Sample{}, err
	}
	sample, err := r.run(b, p, n, round)
	return sample, errors.Join(err, b.stop(p))
}
