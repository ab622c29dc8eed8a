package durable_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dolab/durable"
)

// scripted is an object that does what it is told, one command a line:
//
//	put K V · fill K BYTES · get K · inc K · del K · sql QUERY · txn fail|ok (the rest of the line in a TransactionSync)
//	alarm D · alarm? · noalarm · on-alarm SCRIPT (lines separated by |) · deleteall
//	cpu D · allocate MIB · free MIB · now · try SCRIPT
//	sleep D · sync · say WORD · call OBJECT SCRIPT · fail TEXT · abort [TEXT] · abort-no-retry
//	block SCRIPT · block-later SCRIPT · go SCRIPT
//	start, await, all, within, after, …: see wait
//	put-unconfirmed K V · del-unconfirmed K · alarm-unconfirmed D · noalarm-unconfirmed
type scripted struct {
	st  *durable.State
	out []string

	waits
	cleaned int // deferred functions that have run
}

func newScripted(st *durable.State) (durable.Object, error) {
	s := &scripted{st: st}
	script, err := durable.Get[string](st.Storage.KV(), "on-start")
	if errors.Is(err, durable.ErrNoKey) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	return s, s.script(script)
}

// Run runs a script and returns what it said.
func (s *scripted) Run(script string) (string, error) {
	outer := s.out
	s.out = nil
	err := s.script(strings.ReplaceAll(script, "\n", "|"))
	said := strings.Join(s.out, " ")
	s.out = outer
	return said, err
}

func (s *scripted) Alarm(a durable.AlarmInfo) error {
	s.st.Log("alarm handler: retryCount %d, isRetry %t", a.RetryCount, a.IsRetry)
	script, err := durable.Get[string](s.st.Storage.KV(), "on-alarm")
	if errors.Is(err, durable.ErrNoKey) {
		return nil
	}
	return errors.Join(err, s.script(script))
}

func (s *scripted) script(script string) error {
	for _, line := range strings.Split(script, "|") {
		verb, arg, _ := strings.Cut(strings.TrimSpace(line), " ")
		if err := s.command(verb, arg); err != nil {
			return err
		}
	}
	return nil
}

// nested turns the separators of a script within a script into those of a script, and those of one within it.
func nested(arg string) string { return strings.NewReplacer("&", "|", "^", "&").Replace(arg) }

func (s *scripted) say(format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	s.out = append(s.out, text)
	s.st.Log("%s", text)
	return nil
}

func (s *scripted) command(verb, arg string) error {
	st, kv := s.st, s.st.Storage.KV()
	key, value, _ := strings.Cut(arg, " ")
	switch verb {
	case "put":
		return kv.Put(key, value)
	case "fill": // So many bytes.
		n, err := strconv.Atoi(value)
		return errors.Join(err, kv.Put(key, strings.Repeat("x", n)))
	case "put-unconfirmed":
		return kv.Put(key, value, durable.AllowUnconfirmed)
	case "del-unconfirmed":
		_, err := kv.Delete(key, durable.AllowUnconfirmed)
		return err
	case "on-alarm", "on-start":
		return kv.Put(verb, nested(arg))
	case "get":
		v, err := durable.Get[string](kv, key)
		if errors.Is(err, durable.ErrNoKey) {
			return s.say("%s is undefined", key)
		}
		return errors.Join(err, s.say("%s=%s", key, v))
	case "inc":
		v, err := durable.Get[string](kv, key)
		if err != nil && !errors.Is(err, durable.ErrNoKey) {
			return err
		}
		n, _ := strconv.Atoi(v)
		return kv.Put(key, strconv.Itoa(n+1))
	case "race": // Reads, lets others in, then writes.
		v, _ := durable.Get[string](kv, key)
		n, _ := strconv.Atoi(v)
		st.Sleep(time.Millisecond)
		return kv.Put(key, strconv.Itoa(n+1))
	case "del":
		found, err := kv.Delete(key)
		return errors.Join(err, s.say("deleted %t", found))
	case "deleteall":
		return st.Storage.DeleteAll()
	case "sql":
		c, err := st.Storage.SQL().Exec(arg)
		if err != nil {
			return err
		}
		rows, err := c.All()
		return errors.Join(err, s.say("%v", rows))
	case "txn":
		err := st.Storage.TransactionSync(func() error { return s.script(nested(arg)) })
		return s.say("txn: %v", err)
	default:
		return s.control(verb, arg)
	}
}

func (s *scripted) control(verb, arg string) error {
	st := s.st
	switch verb {
	case "alarm":
		d, err := time.ParseDuration(arg)
		return errors.Join(err, st.Storage.SetAlarm(st.Now().Add(d)))
	case "alarm-unconfirmed":
		d, err := time.ParseDuration(arg)
		return errors.Join(err, st.Storage.SetAlarm(st.Now().Add(d), durable.AllowUnconfirmed))
	case "noalarm-unconfirmed":
		return st.Storage.DeleteAlarm(durable.AllowUnconfirmed)
	case "alarm-at-own-time": // What the running alarm was set for.
		return st.Storage.SetAlarm(st.Now())
	case "alarm?":
		at, err := st.Storage.GetAlarm()
		if errors.Is(err, durable.ErrNoAlarm) {
			return s.say("getAlarm null")
		}
		return errors.Join(err, s.say("getAlarm in %v", at.Sub(st.Now())))
	case "noalarm":
		return st.Storage.DeleteAlarm()
	case "sleep":
		d, err := time.ParseDuration(arg)
		st.Sleep(d)
		return err
	case "sync":
		return st.Storage.Sync()
	case "say":
		return s.say("%s", arg)
	case "call":
		object, script, _ := strings.Cut(arg, " ")
		out, err := durable.Call[string](st.Namespace("Obj").GetByName(object), "Run", nested(script))
		return errors.Join(err, s.say("%s said %q", object, out))
	case "cpu":
		d, err := time.ParseDuration(arg)
		st.UseCPU(d)
		return err
	case "allocate", "free": // So many MiB.
		n, err := strconv.Atoi(arg)
		if verb == "free" {
			st.Free(n << 20)
		} else {
			st.Allocate(n << 20)
		}
		return err
	case "now":
		return s.say("now %s", st.Now().Format("05.000"))
	case "try": // Goes on after an error.
		return s.say("%v", s.script(nested(arg)))
	case "fail":
		return errors.New(arg)
	case "abort":
		defer func() { _ = s.say("a deferred function of aborted code") }()
		st.Abort(arg)
	case "abort-no-retry":
		st.Abort(arg, durable.NoRetryAlarm)
	case "block":
		err := st.BlockConcurrencyWhile(func() error { return s.script(nested(arg)) })
		return errors.Join(err, s.say("block over"))
	case "block-later":
		return st.GoBlocking(func() error { return s.script(nested(arg)) })
	case "go":
		st.Go(func() { _ = s.script(nested(arg)) })
	default:
		return s.wait(verb, arg)
	}
	return nil
}
