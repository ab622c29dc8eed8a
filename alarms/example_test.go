package alarms_test

import (
	"errors"
	"fmt"
	"time"

	"dolab/actor/sim"
	"dolab/alarms"
	"dolab/durable"
	"dolab/durable/platform"
)

type reminder struct {
	st     *durable.State
	alarms *alarms.Schedules
}

func newReminder(st *durable.State) (durable.Object, error) {
	r := &reminder{st: st}
	a, err := alarms.New(st, alarms.Options{Handlers: map[string]alarms.Handler{"ping": r.ping}})
	r.alarms = a
	return r, err
}

func (r *reminder) Alarm(info durable.AlarmInfo) error { return r.alarms.Alarm(info) }

func (r *reminder) Remind(text string, seconds int) (string, error) {
	return r.alarms.After(time.Duration(seconds)*time.Second, "ping", text, alarms.Replace(text))
}

func (r *reminder) ping(run alarms.Run) error {
	var text string
	err := run.Read(&text)
	fmt.Println(r.st.Now().Format(time.TimeOnly), text)
	return err
}

func Example() {
	w := sim.New(sim.Options{})
	defer w.Close()
	ns, err := durable.New(w.World, platform.Ideal()).Namespace(durable.Class{Name: "Reminder", New: newReminder})
	must(err)
	s := ns.GetByName("a")
	for _, r := range []struct {
		text    string
		seconds int
	}{{"bread", 3600}, {"tea", 180}, {"now", 0}} {
		_, err := s.Call("Remind", r.text, r.seconds)
		must(err)
	}
	must(w.Advance(2 * time.Hour))
	// Output:
	// 00:00:00 now
	// 00:03:00 tea
	// 01:00:00 bread
}

// ward is an object that does all that schedules can.
type ward struct{ alarms *alarms.Schedules }

func newWard(st *durable.State) (durable.Object, error) {
	w := &ward{}
	a, err := alarms.New(st, alarms.Options{Handlers: map[string]alarms.Handler{
		"ask":  func(alarms.Run) error { return nil },
		"fail": func(alarms.Run) error { return errors.New("no such bed") },
	}})
	w.alarms = a
	return w, err
}

func (w *ward) Alarm(info durable.AlarmInfo) error { return w.alarms.Alarm(info) }

// Example_managing looks at schedules, cancels and triggers them, and takes care of those that have died.
func Example_managing() {
	w := sim.New(sim.Options{})
	defer w.Close()
	rt := durable.New(w.World, platform.Ideal())
	ns, err := rt.Namespace(durable.Class{Name: "Ward", New: newWard})
	must(err)
	do := func(fn func(a *alarms.Schedules) error) {
		must(rt.Inside(ns.GetByName("a"), func(o durable.Object, _ *durable.State) error {
			return fn(o.(*ward).alarms)
		}))
	}
	do(func(a *alarms.Schedules) error {
		_, err := a.Every(time.Hour, "ask", "bed 3", alarms.Ensure("round"), alarms.WithJitter(time.Minute),
			alarms.WithCatchUp(alarms.CatchUpSkip), alarms.WithGrace(5*time.Minute))
		must(err)
		_, err = a.After(time.Minute, "fail", "bed 9", alarms.ID("visit"), alarms.WithRetry(alarms.Once()))
		must(err)
		at, err := a.Next()
		fmt.Println("next", at.Format(time.TimeOnly), err)
		must(a.Trigger("round"))
		found, err := a.Cancel("nothing")
		fmt.Println("cancelled", found, err)

		stop, err := a.Timeout(time.Second, func() { fmt.Println("not called") })
		must(err)
		pending, err := stop()
		fmt.Println("stopped", pending, err)
		release, err := a.KeepAlive()
		must(err)
		must(release())
		return a.Repair() // After code that may have set the native alarm.
	})
	must(w.Advance(2 * time.Minute))
	do(func(a *alarms.Schedules) error {
		dead, err := a.Dead(alarms.Filter{})
		must(err)
		var bed string
		must(dead[0].Read(&bed))
		fmt.Println("dead", bed, dead[0].Reason)
		id, err := a.Revive(dead[0].Number)
		fmt.Println("revived", id, err)
		return err
	})
	must(w.Advance(2 * time.Minute))
	do(func(a *alarms.Schedules) error {
		dead, err := a.Dead(alarms.Filter{})
		must(err)
		found, err := a.Discard(dead[0].Number)
		fmt.Println("discarded", found, err)
		fmt.Println("wrote", a.Stats().Writes > 0)
		return err
	})
	// Output:
	// next 00:01:00 <nil>
	// cancelled false <nil>
	// stopped true <nil>
	// dead bed 9 no such bed
	// revived visit <nil>
	// discarded true <nil>
	// wrote true
}

// must ends an example that fails.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
