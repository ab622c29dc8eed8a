package jobqueue

import (
	"fmt"
	"slices"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// Subject is the queue for a hunt: clients add jobs. In the end each job that was acknowledged is sent or is a dead
// letter, only what nobody can send is a dead letter, and the hourly report has come.
func Subject(broken bool) *search.Subject {
	s := &search.Subject{
		Name: "examples/jobqueue", About: "jobs on one alarm, with a cron, retries and dead letters",
		Deeds: []search.Deed{{
			Name: "add", Do: search.Do((*play).add), Fields: search.Fields{search.Keys("anna", "ben", "nobody"), delay},
		}},
		Clients: 2, Operations: 8,
		Open: func(w *search.World) (search.Play, error) {
			mailers, err := w.Namespace(MailerClass())
			if err != nil {
				return nil, err
			}
			queues, err := w.Namespace(Class(broken))
			return &play{w: w, queues: queues, mailers: mailers}, err
		},
	}
	if broken {
		s.Name, s.About = s.Name+"-broken", "the same, with a job marked as sent before it is sent"
	}
	return s
}

// delay is how long after it was added a job is to run.
var delay = search.Field[time.Duration]{
	Name: "in", Draw: []time.Duration{0, time.Second, 30 * time.Second, 10 * time.Minute},
}

// play is a queue and the mailer in one world.
type play struct {
	w               *search.World
	queues, mailers *durable.Namespace
	added           []Job // that were acknowledged
}

func (p *play) queue() *durable.Stub { return p.queues.GetByName("letters") }

// add adds a job of its own.
func (p *play) add(c *search.Client, o search.Operation) error {
	job := Job{ID: fmt.Sprint("job-", o.Place()), To: o.Key}
	return c.Await(func() error {
		_, err := p.queue().Call("Add", job, int(delay.Of(o)/time.Second))
		if err == nil {
			p.added = append(p.added, job)
		}
		return err
	})
}

// rest is how long the queue has once it is called again: the platform may have lost its alarm, and then the next call
// of any kind sets it again.
const rest = time.Hour

// Judge reads what was sent and what is dead.
func (p *play) Judge() {
	if len(p.added) == 0 {
		return
	}
	_, err := p.queue().Call("Waiting")
	if err == nil {
		err = p.w.Advance(rest)
	}
	dead, failed := durable.Call[[]string](p.queue(), "Dead")
	sent, silent := durable.Call[map[string]string](p.mailers.GetByName("smtp"), "Sent")
	if err != nil || failed != nil || silent != nil {
		p.w.Violate("stuck", "the queue does not answer, though all is well again", fmt.Sprint(err, failed, silent))
		return
	}
	for _, job := range p.added {
		switch died := slices.Contains(dead, job.ID); {
		case died && job.To != "nobody":
			p.w.Violate("dead", "a job was given up that could be sent", fmt.Sprint(job.ID, " to ", job.To))
		case !died && sent[job.ID] != job.To:
			p.w.Violate("lost", "a job was neither sent nor given up", fmt.Sprint(job.ID, " to ", job.To))
		}
	}
	reports := 0
	for _, to := range sent {
		if to == "boss" {
			reports++
		}
	}
	if hours := int((p.w.Scenario.Settle + rest) / time.Hour); reports == 0 || reports > hours+1 {
		p.w.Violate("report", "the hourly report did not come each hour once", fmt.Sprintf("%d in %d hours", reports, hours))
	}
}
