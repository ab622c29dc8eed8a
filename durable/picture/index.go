package picture

import "iter"

// stepsOf lists the events of an actor.
func (t *Take) stepsOf(who string) []int {
	if t.steps == nil {
		t.steps = map[string][]int{}
	}
	for ; t.indexed < len(t.events); t.indexed++ {
		name := t.events[t.indexed].Who
		t.steps[name] = append(t.steps[name], t.indexed)
	}
	return t.steps[who]
}

// eventsOf are the events of an actor, by their step.
func (t *Take) eventsOf(who string) iter.Seq2[int, *Event] {
	return func(yield func(int, *Event) bool) {
		for _, i := range t.stepsOf(who) {
			if !yield(i, &t.events[i]) {
				return
			}
		}
	}
}
