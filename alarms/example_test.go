package alarms_test

import (
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
	text, err := alarms.Payload[string](run)
	fmt.Println(r.st.Now().Format(time.TimeOnly), text)
	return err
}

func Example() {
	w := sim.New(sim.Options{})
	defer w.Close()
	ns, err := durable.New(w.World, platform.Ideal()).Namespace(durable.Class{Name: "Reminder", New: newReminder})
	if err != nil {
		panic(err)
	}
	s := ns.GetByName("a")
	for _, r := range []struct {
		text    string
		seconds int
	}{{"bread", 3600}, {"tea", 180}, {"now", 0}} {
		if _, err := s.Call("Remind", r.text, r.seconds); err != nil {
			panic(err)
		}
	}
	if err := w.Advance(2 * time.Hour); err != nil {
		panic(err)
	}
	// Output:
	// 00:00:00 now
	// 00:03:00 tea
	// 01:00:00 bread
}
