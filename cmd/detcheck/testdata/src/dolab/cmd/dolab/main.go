package main

import "time"

func main() {
	time.Sleep(1)
	_ = 1 //detcheck:allow clock nobody reads this here
}
