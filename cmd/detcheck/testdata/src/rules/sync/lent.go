package locks

import "holder"

type lent struct {
	holder.Holder
}

func useLent(l *lent) {
	l.Lock()           // want `sync.Mutex.Lock is`
	l.Count.Add(1)     // want `atomic.Int64.Add is`
	unlock := l.Unlock // want `sync.Mutex.Unlock is`
	unlock()
}
