package nhrp

import "time"

// What a station sends at most. The first is the default of IOS's "ip nhrp
// max-send". Errors are fewer: whoever makes us send them may use another's
// address.
const (
	maxSend         = 10000
	maxSendInterval = 10 * time.Second
	maxErrors       = 10 // a second
)

// window counts what was sent in an interval.
type window struct {
	limit  int
	length time.Duration
	began  time.Time
	count  int
}

// take reports whether one more may be sent, and counts it.
func (w *window) take(now time.Time) bool {
	if now.Sub(w.began) >= w.length {
		w.began, w.count = now, 0
	}
	if w.count >= w.limit {
		return false
	}
	w.count++
	return true
}

// usage is how much of the limit is used, in percent.
func (w *window) usage(now time.Time) int {
	if now.Sub(w.began) >= w.length {
		return 0
	}
	return 100 * w.count / w.limit
}
