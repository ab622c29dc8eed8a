package durabletest

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
)

// RunInDurableObject runs fn in a turn of the object, with its instance as a T and its State.
func RunInDurableObject[T any](w *World, s *durable.Stub, fn func(o T, st *durable.State) error) error {
	return w.Objects.Inside(s, func(o durable.Object, st *durable.State) error {
		instance, ok := o.(T)
		if !ok {
			return fmt.Errorf("the object is a %T, not a %s", o, fmt.Sprintf("%T", new(T))[1:])
		}
		return fn(instance, st)
	})
}

// RunDurableObjectAlarm runs the object's alarm handler at once if an alarm is set, after deleting it, without
// retries; ran reports whether one was set.
func RunDurableObjectAlarm(w *World, s *durable.Stub) (ran bool, err error) {
	err = w.Objects.Inside(s, func(o durable.Object, st *durable.State) error {
		at, err := st.Storage.GetAlarm()
		if errors.Is(err, durable.ErrNoAlarm) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := st.Storage.DeleteAlarm(); err != nil {
			return err
		}
		ran = true
		alarmer, ok := o.(durable.Alarmer)
		if !ok {
			return fmt.Errorf("run the alarm of a %T: %w", o, platform.ErrNoAlarmHandler)
		}
		return alarmer.Alarm(durable.AlarmInfo{ScheduledTime: at})
	})
	return ran, err
}

// ListDurableObjectIDs returns the IDs of the objects of a namespace that have been reached, in their order.
func ListDurableObjectIDs(ns *durable.Namespace) []durable.ID { return ns.Objects() }

// EvictDurableObject takes an object out of memory; its storage and hibernatable sockets stay.
func EvictDurableObject(w *World, s *durable.Stub) error { return w.Objects.Evict(s) }

// Alarm returns the object's alarm as it is on disk, seen from outside; the zero time is none.
func Alarm(w *World, s *durable.Stub) (time.Time, error) {
	v, err := w.Objects.Look(s)
	return v.Alarm, err
}
