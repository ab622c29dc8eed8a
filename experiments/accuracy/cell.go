package accuracy

import (
	"errors"
	"fmt"
	"time"

	"github.com/montanaflynn/stats"

	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

// Cell is the jitter of all trials of one delay on one multiplexer.
type Cell struct {
	Place     string `json:"place"` // "simulated", "live", or the URL of a server
	Mux       string `json:"mux"`
	DelayMS   int64  `json:"delay_ms"`
	Trials    int    `json:"trials"`
	Fired     int    `json:"fired"`
	Early     int    `json:"early"`
	JitterMS  Jitter `json:"jitter_ms"`
	BoundMS   Millis `json:"bound_ms"` // what the profile says of the lateness; 0 in real time, where it says nothing
	Diagnosis string `json:"diagnosis"`

	trials []trial
}

// Jitter is how far behind their time alarms fired; negative for early ones.
type Jitter struct {
	Min Millis `json:"min"`
	P50 Millis `json:"p50"`
	P90 Millis `json:"p90"`
	P95 Millis `json:"p95"`
	P99 Millis `json:"p99"`
	Max Millis `json:"max"`
}

// Millis is milliseconds.
type Millis float64

// cellsOf are the cells of one multiplexer at a place, without their trials.
func cellsOf(r *experiments.Run, place, mux string) []Cell {
	cells := make([]Cell, len(r.Settings.Delay))
	for n, delay := range r.Settings.Delay {
		cells[n] = Cell{Place: place, Mux: mux, DelayMS: delay.Milliseconds(), Trials: r.Settings.Trials}
		if place == experiments.Simulated {
			cells[n].BoundMS = millis(bound(r.Profile, delay, r.Settings.Worker == nil).Microseconds())
		}
	}
	return cells
}

// name is the cell's multiplexer, and where it was measured if that is not the simulation.
func (c *Cell) name() string {
	if c.Place == experiments.Simulated {
		return c.Mux
	}
	return c.Mux + ", " + experiments.PlaceLabel(c.Place)
}

func (c *Cell) delay() time.Duration { return time.Duration(c.DelayMS) * time.Millisecond }

// measure makes all trials of one multiplexer at a place. Begin is told of the cell that comes next; in real time, where
// all are made at once, only of the first.
func measure(r *experiments.Run, place, mux string, begin func(c *Cell)) ([]Cell, error) {
	s, err := specimens.ByName(mux)
	if err != nil {
		return nil, err
	}
	cells := cellsOf(r, place, mux)
	if place != experiments.Simulated {
		begin(&cells[0])
	}
	switch place {
	case experiments.Simulated:
		err = simulate(r, s, cells, begin)
	case experiments.InService:
		err = serve(r, s, cells)
	default:
		err = ask(r, cells)
	}
	if err != nil {
		return nil, err
	}
	for n := range cells {
		if err := cells[n].count(); err != nil {
			return nil, err
		}
	}
	return cells, nil
}

// simulate makes the trials in one simulated world, an object for each delay.
func simulate(r *experiments.Run, s specimens.Specimen, cells []Cell, begin func(c *Cell)) error {
	lab := r.Lab()
	defer lab.Close()
	lab.Take.Name(s.Name)
	objects, err := newClocks(r, lab.Objects, s)
	if err != nil {
		return err
	}
	for n := range cells {
		c := &cells[n]
		begin(c)
		var failed error
		err := lab.Do("client", func() { failed = c.try(lab, objects) })
		if err := errors.Join(err, failed); err != nil {
			return fmt.Errorf("%s %v: %w", s.Name, c.delay(), err)
		}
	}
	return nil
}

// try makes the trials of one delay, one after the other.
func (c *Cell) try(lab *experiments.Lab, objects clocks) error {
	name, delay := c.delay().String(), c.delay()
	for id := range c.Trials {
		lab.Sleep(time.Duration(lab.Choose("accuracy.phase", 1000)) * time.Millisecond)
		due, err := objects.set(name, id, delay)
		if err != nil {
			return fmt.Errorf("trial %d: %w", id, err)
		}
		lab.Sleep(delay + patience)
		fired, err := objects.fired(name, id)
		if err != nil {
			return fmt.Errorf("trial %d: %w", id, err)
		}
		c.trials = append(c.trials, trial{due, fired})
	}
	return nil
}

// resolution is that of alarms: who must not be early rounds the time up.
const resolution = time.Millisecond

// bound is the latest that the profile lets an alarm fire which was set that long before its time. The manager may
// hear of it only behind its time. An object that may be out of memory when the alarm comes starts first. Held is whether
// it has something pending that keeps it from hibernating.
func bound(p platform.Profile, delay time.Duration, held bool) time.Duration {
	latest := p.TurnTime.Max() + p.AlarmHop.Max() + resolution
	latest += max(0, 2*p.AlarmHop.Max()+p.Commit.Max()-delay)
	for _, l := range p.AlarmLate {
		if l.UpTo == 0 || delay <= l.UpTo {
			latest += l.Late.Max()
			break
		}
	}
	asleep := p.EvictAfter.Min()
	if !held && p.HibernateAfter > 0 {
		asleep = min(asleep, p.HibernateAfter)
	}
	if delay+latest >= asleep {
		latest += p.ColdStart.Max()
	}
	return latest
}

// count makes numbers of the trials.
func (c *Cell) count() error {
	var jitter []float64
	for _, t := range c.trials {
		if t.Fired == 0 {
			continue
		}
		j := float64(millis(t.Fired - t.Due))
		if j < 0 {
			c.Early++
		}
		jitter = append(jitter, j)
	}
	c.Fired = len(jitter)
	if c.Fired == 0 {
		c.Diagnosis = c.diagnose()
		return nil
	}
	lowest, err := stats.Min(jitter)
	if err != nil {
		return err
	}
	c.JitterMS.Min = Millis(lowest)
	for _, q := range []struct {
		percent float64
		to      *Millis
	}{
		{50, &c.JitterMS.P50},
		{90, &c.JitterMS.P90},
		{95, &c.JitterMS.P95},
		{99, &c.JitterMS.P99},
		{100, &c.JitterMS.Max},
	} {
		v, err := stats.PercentileNearestRank(jitter, q.percent)
		if err != nil {
			return err
		}
		*q.to = Millis(v)
	}
	c.Diagnosis = c.diagnose()
	return nil
}

func millis(micro int64) Millis { return Millis(float64(micro) / 1000) }

// diagnose says in one line how the cell contradicts the claim, "" where it does not.
func (c *Cell) diagnose() string {
	switch {
	case c.Fired < c.Trials:
		return fmt.Sprintf("%d of %d never fired within %v of their time", c.Trials-c.Fired, c.Trials, patience)
	case c.Early > 0:
		return fmt.Sprintf("%d of %d fired early, by up to %s", c.Early, c.Trials, -c.JitterMS.Min)
	case c.BoundMS > 0 && c.JitterMS.P99 > c.BoundMS:
		return fmt.Sprintf("p99 is %s late, beyond the profile's %s", c.JitterMS.P99, c.BoundMS)
	}
	return ""
}

func (m Millis) String() string { return fmt.Sprintf("%.3g ms", float64(m)) }
