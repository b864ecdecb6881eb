import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../limits';

const { value: maxPipelinedCalls } = limits.pipelinedCalls;

type Call = [IncomingMessage, ServerResponse & { req: IncomingMessage }];

/** The calls of a connection. */
interface CallQueue {
  isBusy: boolean;
  waiting: Call[];
}

/**
 * Handles the calls of one connection one after the other, as they are answered: Node hands over all that a client has sent at once, a thousand
 * small ones in one step, however many answers are not read. A connection on which too many wait is closed.
 */
export function queueCalls(listener: RequestListener): RequestListener {
  const queues = new WeakMap<Socket, CallQueue>();

  function open(socket: Socket): CallQueue {
    const queue: CallQueue = { isBusy: false, waiting: [] };
    queues.set(socket, queue);
    socket.once('close', () => queue.waiting.splice(0).forEach(([, response]) => drop(response)));
    return queue;
  }

  function begin(queue: CallQueue, [request, response]: Call): void {
    queue.isBusy = true;
    response.once('close', () => {
      queue.isBusy = false;
      // Others have their turn in between.
      if (queue.waiting.length > 0) setImmediate(next, queue);
    });
    listener(request, response);
  }

  function next(queue: CallQueue): void {
    const call = queue.waiting.shift();
    if (!call) return;
    if (call[0].socket.destroyed) drop(call[1]);
    else begin(queue, call);
  }

  return (...call) => {
    const [{ socket }, response] = call;
    const queue = queues.get(socket) ?? open(socket);
    if (queue.waiting.length === maxPipelinedCalls) socket.destroy();
    if (socket.destroyed) drop(response);
    else if (queue.isBusy || queue.waiting.length > 0) queue.waiting.push(call);
    else begin(queue, call);
  };
}

/** Node says nothing to an answer whose turn had not come when the connection ended. */
function drop(response: ServerResponse): void {
  response.emit('close');
}
