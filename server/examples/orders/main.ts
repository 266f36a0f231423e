import { app } from './app.ts'

app.listen(3000, 'localhost', () => console.log('The shop is at http://localhost:3000'))
