package durable

import (
	"fmt"
	"time"
)

// LoopBounds say when alarms are a loop; a zero bound is none.
type LoopBounds struct {
	// ChainMax is how many runs of the alarm handler may follow one another with nothing else coming in between: an
	// object that re-arms itself without end crosses it.
	ChainMax int64
	// EveryMin is how far apart runs must be on average.
	EveryMin time.Duration
}

// Loop is an object whose alarms cross a bound.
type Loop struct {
	Who   string
	Chain int64         // runs of the alarm handler since anything else came
	Every time.Duration // the mean time from run to run
	Fast  bool          // Every is below EveryMin
	Long  bool          // Chain is above ChainMax
}

func (l Loop) String() string {
	switch {
	case l.Fast && l.Long:
		return fmt.Sprintf("%s re-arms every %v, %d times without any other event", l.Who, l.Every, l.Chain)
	case l.Fast:
		return fmt.Sprintf("%s re-arms every %v", l.Who, l.Every)
	}
	return fmt.Sprintf("%s has re-armed %d times without any other event", l.Who, l.Chain)
}

// Loops names the objects that cross a bound, in the order of the meter. One whose alarm has run once or twice is no
// loop yet.
func (m Meter) Loops(b LoopBounds) []Loop {
	const runsMin = 3
	var loops []Loop
	for _, o := range m.Objects {
		if o.Alarms < runsMin || o.AlarmsSet == 0 {
			continue
		}
		l := Loop{Who: o.Who, Chain: o.Chain, Every: (m.Elapsed / time.Duration(o.Alarms)).Truncate(time.Millisecond)}
		l.Fast = b.EveryMin > 0 && l.Every < b.EveryMin
		l.Long = b.ChainMax > 0 && l.Chain > b.ChainMax
		if l.Fast || l.Long {
			loops = append(loops, l)
		}
	}
	return loops
}
