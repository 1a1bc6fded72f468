//! The network between a machine and its server, which can be made to fail.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use std::time::Duration;

/// What becomes of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Network {
    /// It arrives.
    Well = 0,
    /// Every connection is cut at once, those under way too.
    Down = 1,
    /// Connections are taken, and nothing ever arrives.
    Silent = 2,
    /// A connection is cut after some of its bytes.
    Cuts = 3,
    /// It arrives late, in small pieces.
    Slow = 4,
}

/// A server on a port of its own that hands everything on.
pub struct Proxy {
    pub port: u16,
    state: Arc<AtomicU8>,
}

impl Proxy {
    /// A way to this port.
    pub fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(AtomicU8::new(0));
        let proxy = Self { port, state: Arc::clone(&state) };
        // The thread ends with the process; what it holds is a port.
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", server)) {
                    carry(&client, &server, &state);
                }
            }
        });
        proxy
    }

    pub fn be(&self, network: Network) {
        self.state.store(network as u8, Ordering::Relaxed);
    }
}

fn carry(client: &TcpStream, server: &TcpStream, state: &Arc<AtomicU8>) {
    for (from, to) in [(client, server), (server, client)] {
        let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else { return };
        let state = Arc::clone(state);
        thread::spawn(move || {
            from.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
            let mut left: usize = 3_000;
            let mut bytes = [0; 4096];
            loop {
                let now = state.load(Ordering::Relaxed);
                if now == Network::Down as u8 {
                    break;
                }
                let size = if now == Network::Slow as u8 { 64 } else { bytes.len() };
                let got = match from.read(&mut bytes[..size]) {
                    Ok(0) => break,
                    Ok(got) => got,
                    Err(error)
                        if matches!(
                            error.kind(),
                            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                        ) =>
                    {
                        continue;
                    }
                    Err(_) => break,
                };
                if now == Network::Silent as u8 {
                    continue;
                }
                if now == Network::Cuts as u8 {
                    left = left.saturating_sub(got);
                    if left == 0 {
                        break;
                    }
                }
                if now == Network::Slow as u8 {
                    thread::sleep(Duration::from_millis(1));
                }
                if to.write_all(&bytes[..got]).is_err() {
                    break;
                }
            }
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
}
