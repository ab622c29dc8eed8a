package jobqueue

import (
	"errors"
	"time"

	"dolab/alarms"
	"dolab/durable"
)

// Job is a letter that is to be sent. ID is the caller's: a job that is added twice under one ID is one job.
type Job struct {
	ID string
	To string
}

// Queue sends letters later, tries again when that fails, and reports each hour.
//
// In TypeScript this is class Queue extends DurableObject with a table of jobs and await ctx.storage.setAlarm(next).
// An object has one alarm: package alarms puts many schedules on it.
type Queue struct {
	st     *durable.State // this.ctx
	alarms *alarms.Schedules
	broken bool
}

// Class declares queues. Broken plants the bug: a job is marked as sent before it is sent.
func Class(broken bool) durable.Class {
	return durable.Class{Name: "Queue", New: func(st *durable.State) (durable.Object, error) {
		return newQueue(st, broken)
	}}
}

// newQueue is the constructor. It runs again after each eviction and each crash, so what it schedules has a name.
func newQueue(st *durable.State, broken bool) (*Queue, error) {
	q := &Queue{st: st, broken: broken}
	a, err := alarms.New(st, alarms.Options{
		Handlers: map[string]alarms.Handler{"send": q.send, "report": q.report},
		Retry:    alarms.Retry{Attempts: 20, First: time.Second, Max: 5 * time.Minute},
	})
	if err != nil {
		return nil, err
	}
	q.alarms = a
	_, err = a.Cron("0 * * * *", "UTC", "report", nil, alarms.Ensure("hourly report"))
	return q, err
}

// Alarm is the native alarm's handler: alarm() in TypeScript.
func (q *Queue) Alarm(info durable.AlarmInfo) error { return q.alarms.Alarm(info) }

// Add adds a job that is to run in so many seconds. Once it has returned, the job is durable.
func (q *Queue) Add(job Job, seconds int) error {
	_, err := q.alarms.After(time.Duration(seconds)*time.Second, "send", job, alarms.ID(job.ID))
	return err
}

// errNoAddress: to try again does not help.
var errNoAddress = errors.New("the mailer does not know the address")

// send sends one letter. If it returns an error, package alarms runs it again later, and after the last attempt makes a
// dead letter of it. If the object dies in the middle, it runs again too: so the mailer gets a key, and drops a letter
// whose key it has seen.
func (q *Queue) send(run alarms.Run) error {
	job, err := alarms.Payload[Job](run)
	if err != nil {
		return err
	}
	if q.broken {
		sent, err := q.st.Storage.KV().Has("sent:" + job.ID)
		if err != nil || sent {
			return err
		}
		// Wrong: the mark is durable before the letter is sent. If that fails, the next attempt finds the mark.
		if err := q.st.Storage.KV().Put("sent:"+job.ID, true); err != nil {
			return err
		}
	}
	known, err := durable.Call[bool](q.mailer(), "Send", job.ID, job.To)
	if err == nil && !known {
		return alarms.Permanent(errNoAddress) // A dead letter at once.
	}
	return err
}

// report reports how many jobs wait. Run.Key names the occurrence: it is the same for each attempt at this hour.
func (q *Queue) report(run alarms.Run) error {
	waiting, err := q.Waiting()
	if err != nil {
		return err
	}
	q.st.Log("%d jobs wait", waiting)
	_, err = durable.Call[bool](q.mailer(), "Send", run.Key, "boss")
	return err
}

// mailer is a new stub each time: one that has seen a reset gives that error for ever.
func (q *Queue) mailer() *durable.Stub { return q.st.Namespace("Mailer").GetByName("smtp") }

// Waiting counts the jobs that are to be sent.
func (q *Queue) Waiting() (int, error) {
	list, err := q.alarms.List(alarms.Filter{Handler: "send"})
	return len(list), err
}

// Dead returns the IDs of the jobs that are not tried any more, for a person to look at.
func (q *Queue) Dead() ([]string, error) {
	list, err := q.alarms.Dead(alarms.Filter{Handler: "send"})
	ids := []string{}
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	return ids, err
}
