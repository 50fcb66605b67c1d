package shell

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// quietPerson is the other end of a terminal at which nobody types.
type quietPerson struct {
	mu     sync.Mutex
	screen bytes.Buffer
	gone   chan struct{}
	once   sync.Once
}

func (q *quietPerson) Read([]byte) (int, error) {
	<-q.gone
	return 0, io.EOF
}

func (q *quietPerson) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.screen.Write(p)
}

func (q *quietPerson) Close() error {
	q.once.Do(func() { close(q.gone) })
	return nil
}

// TestIdleConsole: a console at which nothing is typed is left after the time
// of exec-timeout, or of a login, and asks the next person for RETURN; a
// program's waits.
func TestIdleConsole(t *testing.T) {
	for _, test := range []struct {
		name, config string
		program      bool
		want         time.Duration
		shown        string
	}{
		{"default", "", false, 10 * time.Minute, "R2#"},
		{"exec-timeout", "line con 0\n exec-timeout 2 30\n", false, 150 * time.Second, "R2#"},
		{"never", "line con 0\n exec-timeout 0 0\n", false, 0, "R2#"},
		{"no exec-timeout", "line con 0\n no exec-timeout\n", false, 0, "R2#"},
		{"program", "", true, 0, "R2#"},
		{"login", "username ann password ann\nline con 0\n login local\n", false, loginTime, "Username: \n% Username:  timeout expired!\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := boot(t, "hostname R2\n"+test.config, nil)
			synctest.Test(t, func(t *testing.T) {
				person := &quietPerson{gone: make(chan struct{})}
				term := NewPlain(person, nil)
				begun, ended := time.Now(), make(chan struct{})
				go func() {
					defer close(ended)
					if test.program {
						u.Transcript(term)
					} else {
						u.Console(term)
					}
				}()
				select {
				case <-ended:
					if passed := time.Since(begun); passed != test.want {
						t.Errorf("left after %v, want %v", passed, test.want)
					}
				case <-time.After(time.Hour):
					if test.want > 0 {
						t.Error("not left within an hour")
					}
					term.Close()
					<-ended
				}
				if text := strings.ReplaceAll(person.screen.String(), "\r", ""); !strings.HasSuffix(text, test.shown) {
					t.Errorf("shown:\n%s\nwant at its end %q", text, test.shown)
				}
			})
			if left := u.takeLeft(); left != (test.want > 0) {
				t.Errorf("the next person is asked for RETURN: %v", left)
			}
		})
	}
}
