package alarms

import "time"

// Rate is a limit: at most Runs handlers begin within each Per. Pers follow one another; the first begins with a run.
// The zero Rate is none. The count is kept in storage, one more row written a run.
type Rate struct {
	Runs int
	Per  time.Duration
}

// rateFree returns when the next run may begin, 0 for any time.
func (a *Schedules) rateFree(now int64) (int64, error) {
	if a.o.Rate.Runs <= 0 {
		return 0, nil
	}
	since, runs, err := a.rate(now)
	if err != nil || runs < int64(a.o.Rate.Runs) {
		return 0, err
	}
	return since + ceilDuration(a.o.Rate.Per), nil
}

// rate returns the period that now is in, and the runs begun in it.
func (a *Schedules) rate(now int64) (since, runs int64, err error) {
	rows, err := a.query(`SELECT since, runs FROM _alarms_rate WHERE n = 1`)
	if err != nil || len(rows) == 0 {
		return now, 0, err
	}
	since, runs = rows[0][0].(int64), rows[0][1].(int64)
	if now >= since+ceilDuration(a.o.Rate.Per) || now < since {
		return now, 0, nil
	}
	return since, runs, nil
}

// rateTake counts a run that begins.
func (a *Schedules) rateTake() error {
	if a.o.Rate.Runs <= 0 {
		return nil
	}
	since, runs, err := a.rate(a.now())
	if err != nil {
		return err
	}
	_, err = a.write(`INSERT OR REPLACE INTO _alarms_rate (n, since, runs) VALUES (1, ?, ?) RETURNING 1`, since, runs+1)
	return err
}
