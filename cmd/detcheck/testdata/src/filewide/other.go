package filewide

import "time"

func other() {
	time.Sleep(1) // want `time.Sleep waits`
}

/* // want `nothing here breaks rule chan` `nothing here breaks rule net` */ //detcheck:file chan,net no longer needed
/* // want `no reason given` */ //detcheck:file rand
