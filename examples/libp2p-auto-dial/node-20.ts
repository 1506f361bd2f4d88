// libp2p 3 expects `Promise.withResolvers`, which Node has from version 22 on. With Node 20 we bring it.
Promise.withResolvers ??= <T>() => {
  let settle: Pick<PromiseWithResolvers<T>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle! };
};
