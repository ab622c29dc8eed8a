package loopcost

import (
	"time"

	"dolab/durable"
)

// The designs' names.
const (
	bare  = "bare"
	row   = "row"
	awake = "awake"
)

// design is what a loop does beside re-arming.
type design struct {
	name  string
	row   bool // write a row
	awake bool // leave a timer pending until after the next run
}

func (d design) Label() string { return d.name }

var designs = []design{{name: bare}, {name: row, row: true}, {name: awake, awake: true}}

// loop is an object that re-arms its alarm for ever.
type loop struct {
	st   *durable.State
	plot plot
	ran  func()
}

// Start begins the loop.
func (l *loop) Start() error { return l.st.Storage.SetAlarm(l.st.Now().Add(l.plot.every)) }

// Alarm is one round.
func (l *loop) Alarm(durable.AlarmInfo) error {
	l.ran()
	if l.plot.design.row {
		if err := l.st.Storage.KV().Put("last", l.st.Now().UnixMilli()); err != nil {
			return err
		}
	}
	if l.plot.design.awake {
		l.st.Go(func() { l.st.Sleep(l.plot.every + time.Second) })
	}
	return l.Start()
}
