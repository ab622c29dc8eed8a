//detcheck:file sync a server is asked by many clients at once

package accuracy

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"dolab/experiments"
	"dolab/experiments/remote"
	"dolab/experiments/specimens"
)

// In real time all trials of a multiplexer are made side by side, each on an object of its own, and take as long as the
// longest delay. In a live world they begin within a second, at moments that chance decides. A server may take tens of
// milliseconds to create an object, in which its alarms wait: there they begin one after the other.

// beginEvery is how far apart two trials begin on a server.
const beginEvery = 250 * time.Millisecond

// askEvery is how often a trial in real time is asked, from its time on, whether its alarm has fired.
const askEvery = 200 * time.Millisecond

// await asks for a trial's firing until it is there or patience is over.
func await(t *trial, delay time.Duration, sleep func(time.Duration) error, fired func() (int64, error)) error {
	if err := sleep(delay); err != nil {
		return err
	}
	for range patience / askEvery {
		if err := sleep(askEvery); err != nil {
			return err
		}
		var err error
		if t.Fired, err = fired(); err != nil || t.Fired != 0 {
			return err
		}
	}
	return nil
}

// serve makes the trials in a world in real time.
func serve(r *experiments.Run, s specimens.Specimen, cells []Cell) error {
	place := r.Place(experiments.InService)
	defer place.Close()
	objects, err := newClocks(r, place.Objects, s)
	if err != nil {
		return err
	}
	var failed error
	err = place.Do("client", func() {
		made, ended := 0, 0
		for n := range cells {
			c := &cells[n]
			c.trials = make([]trial, c.Trials)
			for id := range c.trials {
				made++
				place.Go(fmt.Sprintf("client-%d", made), func() {
					if err := c.tryOnce(place, objects, id); err != nil {
						failed = errors.Join(failed, fmt.Errorf("%s %v, trial %d: %w", s.Name, c.delay(), id, err))
					}
					ended++
				})
			}
		}
		for ended < made {
			place.Sleep(askEvery)
			r.Part(float64(ended) / float64(made))
		}
	})
	return errors.Join(err, failed)
}

// tryOnce makes one trial in a world.
func (c *Cell) tryOnce(place experiments.Place, objects clocks, id int) error {
	place.Sleep(time.Duration(place.Choose("accuracy.phase", 1000)) * time.Millisecond)
	name := fmt.Sprint(c.delay(), " ", id)
	t := &c.trials[id]
	var err error
	if t.Due, err = objects.set(name, id, c.delay()); err != nil {
		return err
	}
	sleep := func(d time.Duration) error {
		place.Sleep(d)
		return nil
	}
	return await(t, c.delay(), sleep, func() (int64, error) { return objects.fired(name, id) })
}

// ask makes the trials on a server that runs the Worker of alarms-robustness. The first that fails ends the others.
func ask(r *experiments.Run, cells []Cell) error {
	var over atomic.Bool
	stop := r.Settings.Stop
	server, err := remote.New(cells[0].Place, func() bool { return over.Load() || stop != nil && stop() })
	if err != nil {
		return &experiments.SettingError{Name: "url", Err: err}
	}
	var lock sync.Mutex
	var clients sync.WaitGroup
	var failed error
	made, ended := len(cells)*r.Settings.Trials, 0
	for n := range cells {
		c := &cells[n]
		c.trials = make([]trial, c.Trials)
		for id := range c.trials {
			clients.Go(func() {
				after := beginEvery*time.Duration(n*c.Trials+id) + beginEvery*time.Duration(id)/time.Duration(c.Trials)
				err := c.askOnce(server, id, after)
				lock.Lock()
				defer lock.Unlock()
				ended++
				r.Part(float64(ended) / float64(made))
				if err != nil && failed == nil {
					failed = fmt.Errorf("%s %v, trial %d: %w", c.Mux, c.delay(), id, err)
					over.Store(true)
				}
			})
		}
	}
	clients.Wait()
	return failed
}

// askOnce makes one trial on a server. Times are the object's, in whole milliseconds.
func (c *Cell) askOnce(server *remote.Server, id int, begin time.Duration) error {
	object := server.Object(fmt.Sprint(c.delay(), "-", id))
	call := func(result any, method string, args ...any) error {
		return server.Call(result, c.Mux, object, method, args...)
	}
	if err := server.Sleep(begin); err != nil {
		return err
	}
	if err := call(nil, "schedule", c.DelayMS, "once"); err != nil {
		return err
	}
	t := &c.trials[id]
	return await(t, c.delay(), server.Sleep, func() (int64, error) {
		var seen struct {
			Asked []struct{ Due int64 }
			Ran   []struct{ At int64 }
		}
		err := call(&seen, "observe")
		if err != nil || len(seen.Asked) == 0 || len(seen.Ran) == 0 {
			return 0, err
		}
		t.Due = seen.Asked[0].Due
		return seen.Ran[0].At, nil
	})
}
