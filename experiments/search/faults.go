package search

import (
	"fmt"
	"slices"
	"strings"

	"dolab/actor"
	"dolab/durable"
)

// points are the places where a scenario's faults can strike.
var points = durable.Points()

// plan reads the scenario's faults.
func (s *Scenario) plan() (*actor.Plan, error) {
	var faults []actor.Fault
	for _, text := range s.Faults {
		f, err := points.Parse(text)
		if err != nil {
			return nil, err
		}
		faults = append(faults, f)
	}
	for _, text := range s.flat() {
		f, err := points.Parse(text)
		if err != nil {
			return nil, err
		}
		faults = append(faults, f)
	}
	return actor.NewPlan(faults...), nil
}

// swarm are the faults that a search draws from, without their WHEN: all that a correct multiplexer must survive.
// Left out are
//
//   - storage.op, because the object's own record of what it was asked would be hit too;
//   - stub.request twice, because it does what was asked for twice, and should;
//   - clock, because there is no early and no late without one clock;
//   - commit stuck, because it never ends;
//   - sockets, because there are none.
var swarm = []string{
	"stub.request error=L1", "stub.request error=L4", "stub.request drop", "stub.request delay=1ms..5s",
	"stub.response error=L1", "stub.response drop", "stub.response delay=1ms..5s",
	"object.activate error=L10", "object.activate delay=1ms..5s", "object.activate error=L18",
	"object.construct crash", "object.construct reset=L13",
	"object.turn crash", "object.turn if=write crash", "object.turn if=alarm crash", "object.turn if=await crash",
	"object.turn reset=L12", "object.turn reset=L3", "object.turn evict", "object.turn deploy=1ms..5s", "object.turn double=1ms..5s",
	"commit crash", "commit error=L8", "commit error=L7", "commit delay=1ms..5s",
	"commit.durable crash", "commit.durable reset=L13",
	"alarm.arm error=L1", "alarm.arm delay=1ms..5s", "alarm.armed crash",
	"alarm.later delay=1ms..5s",
	"alarm.timer early=1ms..2s",
	"alarm.deliver delay=1ms..1m", "alarm.deliver twice",
	"alarm.ack drop", "alarm.ack delay=1ms..5s", "alarm.ack crash",
	"alarm.manager restart",
	"alarm.later error=L1", "alarm.later drop", "alarm.deliver drop", // Lossy: see there.
}

// Swarm returns the faults that a search draws from where a subject has none of its own, without their WHEN: all that
// production does to objects that rely on what it promises. It leaves out what breaks a promise of the platform itself:
// that alarms are not forgotten (alarm.later error= and drop, alarm.deliver drop), that a call runs once (stub.request
// twice), and that a connection has no gaps (socket.in and socket.out drop).
func Swarm() []string {
	list := slices.DeleteFunc(slices.Clone(swarm), func(text string) bool {
		f, err := points.Parse(text)
		return err != nil || lossy(f) && f.Do != "deploy"
	})
	return append(list,
		"storage.op error=L6", "storage.op if=write error=L14", "storage.op error=L9", "storage.op if=write error=L7",
		"commit stuck",
		"socket.in delay=1ms..5s", "socket.out delay=1ms..5s",
		"socket break=client", "socket break=server", "socket break=both", "socket error=L16",
	)
}

// lossy reports whether the alarm manager forgets an alarm by a fault, which the object goes on naming. No code that
// is not run can repair that: what is promised then is that all comes right with the next call. With deploy it is the
// incarnation that is overtaken between its alarm's commit and its word to the manager, and a partition can lose that word.
func lossy(f actor.Fault) bool {
	return f.Where == "alarm.later" && f.Do != "delay" || f.Where == "alarm.deliver" && f.Do == "drop" || f.Do == "deploy" ||
		f.Where == "link"
}

// skews reports whether a fault makes clocks differ, or one ring too early.
func skews(f actor.Fault) bool { return f.Where == "clock" || f.Where == "alarm.timer" }

// drawFaults draws a plan: a random few of the swarm, each at random times.
func drawFaults(c actor.Chooser, kinds []string) []string {
	if c.Choose("search.calm", 4) == 0 {
		return nil
	}
	var faults []string
	for range 1 + c.Choose("search.faults", 4) {
		where, what, _ := strings.Cut(kinds[c.Choose("search.fault", len(kinds))], " ")
		condition := ""
		if before, after, found := strings.Cut(what, " "); found && strings.HasPrefix(before, "if=") {
			condition, what = before+" ", after
		}
		when := fmt.Sprintf("nth=%d", 1+c.Choose("search.nth", 12))
		switch c.Choose("search.when", 4) {
		case 0:
			when = fmt.Sprintf("p=%d%% times=%d", 2+c.Choose("search.p", 30), 1+c.Choose("search.times", 4))
		case 1:
			when = fmt.Sprintf("every=%d times=%d", 1+c.Choose("search.every", 6), 1+c.Choose("search.times", 4))
		}
		faults = append(faults, fmt.Sprintf("%s %s %s%s", where, when, condition, what))
	}
	return faults
}
