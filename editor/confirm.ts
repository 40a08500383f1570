/** Asks before something is deleted; resolves with whether the user agreed. */
export function confirmed(question: string, agree: string, refuse: string): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (agreed: boolean) => () => {
      notification.close()
      resolve(agreed)
    }
    // An element, since a string would be taken for HTML.
    const notification = RED.notify($('<span>').text(question), {
      modal: true,
      fixed: true,
      buttons: [
        { text: refuse, click: answer(false) },
        { text: agree, class: 'primary', click: answer(true) },
      ],
    })
  })
}
