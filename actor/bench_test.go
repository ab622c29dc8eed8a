package actor_test

import (
	"testing"
	"time"

	"dolab/actor/sim"
)

type sink struct{ n int }

func (s *sink) Receive(any) { s.n++ }

// BenchmarkTurn is one message through protoactor, the mailbox and the scheduler.
func BenchmarkTurn(b *testing.B) {
	w := sim.New(sim.Options{StepsMax: 1 << 60})
	defer w.Close()
	s := &sink{}
	a := w.Spawn("sink", s)
	for b.Loop() {
		a.Send(1)
		_ = w.Settle()
	}
}

// BenchmarkSleep is a coroutine that parks, a timer, and the turn that resumes it.
func BenchmarkSleep(b *testing.B) {
	w := sim.New(sim.Options{StepsMax: 1 << 60})
	defer w.Close()
	_ = w.Do("sleeper", func() {
		for b.Loop() {
			w.Sleep(time.Second)
		}
	})
}

// BenchmarkWorld is an empty world from beginning to end.
func BenchmarkWorld(b *testing.B) {
	for b.Loop() {
		sim.New(sim.Options{}).Close()
	}
}
