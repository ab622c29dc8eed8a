// Package allow shows what lets findings pass.
package allow

import "time"

func used() {
	time.Sleep(1) //detcheck:allow clock the example needs it
	//detcheck:allow clock the example needs it
	time.Sleep(1)
	//detcheck:allow clock,go the example needs both
	go time.Sleep(1)
	//detcheck:allow clock two comments,
	//detcheck:allow go each with its reason
	go time.Sleep(1)
}

func reach() {
	time.Sleep(1) //detcheck:allow clock a comment beside code speaks for its line only
	time.Sleep(1) // want `time.Sleep waits`
	//detcheck:allow clock one line only
	time.Sleep(1)
	time.Sleep(1) // want `time.Sleep waits`
}

func otherRule() {
	time.Sleep(1) /* // want `time.Sleep waits` `nothing here breaks rule go: remove it` */ //detcheck:allow go the wrong rule
}

func wrong() {
	time.Sleep(1) /* // want `no reason given: write //detcheck:allow rule.* \(allow\)` */ //detcheck:allow clock
	time.Sleep(1) /* // want `no reason given` */                                          //detcheck:allow clock // beside the point
	time.Sleep(1) /* // want `time.Sleep waits` `there is no rule "clocks"` */             //detcheck:allow clocks mistyped
	time.Sleep(1) /* // want `time.Sleep waits` `there is no rule ""` */                   //detcheck:allow
	time.Sleep(1) /* // want `time.Sleep waits` `unknown comment: write` */                //detcheck:ignore clock no such word
	time.Sleep(1) /* // want `time.Sleep waits` `unknown comment: write` */                // detcheck:allow clock a blank too many
	_ = 1         /* // want `nothing here breaks rule clock: remove it` */                //detcheck:allow clock there was something once
	go wrong()    /* // want `nothing here breaks rule clock: remove it` */                //detcheck:allow clock,go one of them
}
