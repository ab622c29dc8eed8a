package accuracy

import (
	"errors"
	"fmt"
	"time"

	"github.com/montanaflynn/stats"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

// Cell is the jitter of all trials of one delay on one multiplexer.
type Cell struct {
	Mux       string `json:"mux"`
	DelayMS   int64  `json:"delay_ms"`
	Trials    int    `json:"trials"`
	Fired     int    `json:"fired"`
	Early     int    `json:"early"`
	JitterMS  Jitter `json:"jitter_ms"`
	BoundMS   Millis `json:"bound_ms"` // what the profile says of the lateness
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

// measure runs all trials of one multiplexer in one world, an object for each delay.
func measure(r *experiments.Run, mux string, begin func(delay time.Duration)) ([]Cell, error) {
	s, err := specimens.ByName(mux)
	if err != nil {
		return nil, err
	}
	lab := r.Lab()
	defer lab.Close()
	lab.Take.Name(mux)
	ns, err := lab.Objects.Namespace(durable.Class{Name: "Clock", New: newClock(s)})
	if err != nil {
		return nil, err
	}
	var cells []Cell
	for _, delay := range r.Settings.Delay {
		begin(delay)
		cell := Cell{
			Mux: mux, DelayMS: delay.Milliseconds(), Trials: r.Settings.Trials,
			BoundMS: millis(bound(r.Profile, delay).Microseconds()),
		}
		var failed error
		err := lab.Do("client", func() { failed = cell.try(lab, ns.GetByName(delay.String()), delay) })
		if err := errors.Join(err, failed); err != nil {
			return nil, fmt.Errorf("%s %v: %w", mux, delay, err)
		}
		if err := cell.count(); err != nil {
			return nil, err
		}
		cells = append(cells, cell)
	}
	return cells, nil
}

// try makes the trials of one delay, one after the other.
func (c *Cell) try(lab *experiments.Lab, stub *durable.Stub, delay time.Duration) error {
	for id := range c.Trials {
		lab.Sleep(time.Duration(lab.Choose("accuracy.phase", 1000)) * time.Millisecond)
		due, err := durable.Call[int64](stub, "Set", id, delay)
		if err != nil {
			return fmt.Errorf("trial %d: %w", id, err)
		}
		lab.Sleep(delay + patience)
		fired, err := durable.Call[int64](stub, "Fired", id)
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
// hear of it only behind its time. An object that may be out of memory when the alarm comes starts first.
func bound(p platform.Profile, delay time.Duration) time.Duration {
	latest := p.TurnTime.Max() + p.AlarmHop.Max() + resolution
	latest += max(0, 2*p.AlarmHop.Max()+p.Commit.Max()-delay)
	for _, l := range p.AlarmLate {
		if l.UpTo == 0 || delay <= l.UpTo {
			latest += l.Late.Max()
			break
		}
	}
	if delay+latest >= p.EvictAfter.Min() {
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
	case c.JitterMS.P99 > c.BoundMS:
		return fmt.Sprintf("p99 is %s late, beyond the profile's %s", c.JitterMS.P99, c.BoundMS)
	}
	return ""
}

func (m Millis) String() string { return fmt.Sprintf("%.3g ms", float64(m)) }
