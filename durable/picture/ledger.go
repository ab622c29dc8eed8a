package picture

import (
	"fmt"
	"slices"
	"time"

	"dolab/durable"
)

// Layout is a table in which a package keeps schedules.
type Layout struct {
	Table, ID, Due string        // the names of the table and of two columns: which schedule it is, when it runs next
	Unit           time.Duration // of Due, unless the number is too large for it
}

// Layouts returns the tables of the packages that are known.
func Layouts() []Layout { return slices.Clone(layouts) }

// At is the time that a number in the column Due stands for.
func (l Layout) At(n int64) time.Time {
	unit := l.Unit
	if unit == time.Second && n > secondsMax {
		unit = time.Millisecond
	}
	return unix(n, unit)
}

// unix is a number of units since 1970 as a time.
func unix(n int64, unit time.Duration) time.Time {
	seconds := n / int64(time.Second/unit)
	return time.Unix(seconds, int64(time.Duration(n%int64(time.Second/unit))*unit)).UTC()
}

// layouts are the tables of the packages that are known. Work in other tables is not seen.
var layouts = []Layout{
	{"_alarms", "id", "at", time.Millisecond},          // dolab/alarms
	{"__lmz_alarms", "id", "time", time.Second},        // lumenize
	{"_actor_alarms", "id", "time", time.Second},       // @cloudflare/actors
	{"cf_agents_schedules", "id", "time", time.Second}, // agents
	{"slot", "id", "due", time.Microsecond},            // the native alarm alone, in experiments
}

// job is a stored schedule.
type job struct {
	id  string
	due time.Duration // since the world began
}

// secondsMax is the largest number of seconds that stands for a time before the year 5138: a larger one has another unit.
const secondsMax = 100_000_000_000

// stored lists the schedules that are in a database.
func stored(c durable.Contents, start time.Time) []job {
	var jobs []job
	for _, l := range layouts {
		t, found := c.Table(l.Table)
		if !found {
			continue
		}
		id, due := column(t, l.ID), column(t, l.Due)
		if id < 0 || due < 0 {
			continue
		}
		for _, row := range t.Rows {
			if n, whole := row[due].(int64); whole {
				jobs = append(jobs, job{fmt.Sprint(row[id]), l.At(n).Sub(start)})
			}
		}
	}
	return jobs
}

// since is a number of units since 1970 as a time of the world.
func since(n int64, unit time.Duration, start time.Time) time.Duration {
	return unix(n, unit).Sub(start)
}

func column(t durable.ContentTable, name string) int {
	for n, c := range t.Columns {
		if c == name {
			return n
		}
	}
	return -1
}

// ledger is what an object was asked to run, and what it ran, where it keeps an account of that in its tables asked and
// ran, as the objects of the experiments do. What a crash undoes stays in the ledger: it has happened.
type ledger struct {
	asked []*asked
	byKey map[string]*asked
	runs  map[string]bool
	early map[string][]ran // told before the table was read that has the schedule
	told  bool             // runs are told by Take.Ran, which knows of those too that a crash undoes
}

// asked is one schedule of a ledger.
type asked struct {
	key, id string
	at, due time.Duration // since the world began
	ended   bool          // cancelled or replaced
	runs    []ran
}

// ran is one run of a schedule.
type ran struct {
	at  time.Duration
	err string
}

// read adds what a database says.
func (l *ledger) read(c durable.Contents, start time.Time) {
	if l.byKey == nil {
		l.byKey, l.runs = map[string]*asked{}, map[string]bool{}
	}
	if t, found := c.Table("asked"); found {
		l.readAsked(t, start)
	}
	if t, found := c.Table("ran"); found {
		l.readRan(t, start)
	}
}

func (l *ledger) readAsked(t durable.ContentTable, start time.Time) {
	key, due, at, ended := column(t, "key"), column(t, "due"), column(t, "at"), column(t, "ended")
	if key < 0 || due < 0 || at < 0 {
		return
	}
	for _, row := range t.Rows {
		k, _ := row[key].(string)
		d, isDue := row[due].(int64)
		a, isAt := row[at].(int64)
		if !isDue || !isAt {
			continue
		}
		x := l.byKey[k]
		if x == nil {
			x = &asked{key: k, at: since(a, time.Microsecond, start), due: since(d, time.Microsecond, start)}
			if id := column(t, "id"); id >= 0 {
				x.id = fmt.Sprint(row[id])
			}
			x.runs = l.early[k]
			l.byKey[k] = x
			l.asked = append(l.asked, x)
		}
		if ended >= 0 {
			n, _ := row[ended].(int64)
			x.ended = n != 0
		}
	}
}

func (l *ledger) readRan(t durable.ContentTable, start time.Time) {
	if l.told {
		return
	}
	key, at, failed := column(t, "key"), column(t, "at"), column(t, "error")
	if key < 0 || at < 0 {
		return
	}
	for _, row := range t.Rows {
		k, _ := row[key].(string)
		a, isAt := row[at].(int64)
		x := l.byKey[k]
		if x == nil || !isAt {
			continue
		}
		r := ran{at: since(a, time.Microsecond, start)}
		if failed >= 0 {
			r.err, _ = row[failed].(string)
		}
		name := fmt.Sprint(k, " ", a)
		if l.runs[name] {
			for n := range x.runs {
				if x.runs[n].at == r.at {
					x.runs[n] = r
				}
			}
			continue
		}
		l.runs[name] = true
		x.runs = append(x.runs, r)
	}
}

// tell notes a run, whatever becomes of it.
func (l *ledger) tell(key string, at time.Duration) {
	if l.byKey == nil {
		l.byKey, l.runs = map[string]*asked{}, map[string]bool{}
	}
	l.told = true
	if l.early == nil {
		l.early = map[string][]ran{}
	}
	if x := l.byKey[key]; x != nil {
		x.runs = append(x.runs, ran{at: at})
		return
	}
	l.early[key] = append(l.early[key], ran{at: at})
}
